import type { Page } from 'playwright-core'

/** What a learner does on the page, in the words that the page shows. */

/** How long a busy machine may take: the first request also builds the page. */
export const PATIENCE_MS = 60_000

export type Credentials = { email: string; password: string }

export function newCredentials(): Credentials {
  return { email: `${crypto.randomUUID()}@wisely.example`, password: 'a-long-password' }
}

export async function signUp(page: Page, { email, password }: Credentials): Promise<void> {
  await page.getByRole('button', { name: 'I am new here' }).click()
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign up' }).click()
}

export async function signIn(page: Page, { email, password }: Credentials): Promise<void> {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

export async function setGoal(page: Page, topic = 'Machine Learning'): Promise<void> {
  await page.getByRole('heading', { name: 'What do you want to learn?' }).waitFor()
  await page.getByLabel('Topic').fill(topic)
  await page.getByLabel('Goal', { exact: true }).fill('Build production ML models')
  await page.getByRole('button', { name: 'Save and make my plan' }).click()
  await page.getByRole('heading', { name: 'Steps' }).waitFor()
}

export async function finishDay(page: Page, minutes: number, confidence: number | null): Promise<void> {
  await page.getByLabel('Minutes you took').fill(String(minutes))
  if (confidence !== null) await page.getByRole('radio', { name: String(confidence), exact: true }).check()
  await page.getByRole('button', { name: 'Finish the day' }).click()
  await page.getByRole('heading', { name: 'Day finished' }).waitFor()
}
