#!/usr/bin/env bash
# The curl lines of the README as a script, for the stack of `npm start`. Another stack: BASE=… KEY=… bash examples/curl.sh
set -euo pipefail

export BASE=${BASE:-http://127.0.0.1:54321}
export KEY=${KEY:-sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH}
export TOKEN=$(curl -s "$BASE/auth/v1/token?grant_type=password" -H "apikey: $KEY" -H "Content-Type: application/json" -d '{"email":"demo@wisely.example","password":"learn-every-day"}' | sed -E 's/.*"access_token":"([^"]+)".*/\1/')
export URL=$BASE/functions/v1/orchestrator

# The intent.
curl -s -X POST "$URL/intent.sync" \
  -H "Authorization: Bearer $TOKEN" -H "X-User-ID: test-user" -H "Content-Type: application/json" \
  -d '{
    "topic": "Machine Learning", "depth": "informed", "end_goal": "Build production ML models",
    "time_per_day_min": 60, "user_tz": "America/New_York",
    "meta": { "learning_style": "project-first", "hardware_specs": "M4 Mac Mini 24GB" }
  }'

# The plan.
DAY=$(curl -s -X POST "$URL/day.run" \
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \
  -d '{ "week": 1, "day": 3, "force_refresh": false }')
echo "$DAY"
SESSION=$(echo "$DAY" | sed -E 's/.*"session_id":"([^"]+)".*/\1/')

# The report.
curl -s -X POST "$URL/day.done" \
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \
  -d "{ \"session_id\": \"$SESSION\", \"completion_time_min\": 45, \"confidence\": 7,
        \"notes\": \"Struggled with backpropagation but got the basic concept\" }"

# Where the learner stands, and what happened.
curl -s "$URL/status" -H "Authorization: Bearer $TOKEN"
curl -s "$URL/events?after=0" -H "Authorization: Bearer $TOKEN"

# A quality session, watched until it rests: its winner becomes the plan of day 4.
STARTED=$(curl -s -X POST "$BASE/functions/v1/session/start" \
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \
  -d '{ "prompt": "More practice, less reading", "mode": "quality", "options": { "week": 1, "day": 4 } }')
WATCHED=$(echo "$STARTED" | sed -E 's/.*"id":"([^"]+)".*/\1/')
curl -s -N "$BASE/functions/v1/session/$WATCHED/stream" -H "Authorization: Bearer $TOKEN"
