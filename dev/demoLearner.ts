/** The learner that supabase/seed.sql makes. Published, local only. */
export const DEMO_LEARNER = {
  id: '00000000-0000-4000-8000-000000000001',
  email: 'demo@wisely.example',
  password: 'learn-every-day',
}
