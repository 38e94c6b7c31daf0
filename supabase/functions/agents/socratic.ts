import type {
  AgentRequest,
  SocraticData,
} from "../_shared/contract/agentMessages.ts";
import { unitsOfWeek } from "../_shared/domain/planner/courseWeek.ts";
import { goalOf } from "../_shared/domain/planner/goal.ts";
import { readMeta } from "../_shared/domain/planner/readMeta.ts";
import {
  type ContentUnit,
  resolveContent,
} from "../_shared/domain/planner/resolveContent.ts";
import { cutAtWord } from "../_shared/domain/planner/text.ts";

type Question = Pick<
  SocraticData["questions"][number],
  "type" | "text" | "expects"
>;

/** One question of each Paul-and-Elder type for a unit nobody has written one for. */
const FORMS: readonly {
  type: Question["type"];
  ask(name: string): string;
  expects: string;
}[] = [
  {
    type: "clarification",
    ask: (name) =>
      `What would somebody have to see you do to believe that you can use "${name}"?`,
    expects: "something observable, not a feeling of having understood",
  },
  {
    type: "assumptions",
    ask: (name) =>
      `What does "${name}" take for granted, and where in your own case does that not hold?`,
    expects: "one assumption by name and a case of your own that breaks it",
  },
  {
    type: "evidence",
    ask: (name) =>
      `Which single observation would show that you have "${name}" wrong?`,
    expects:
      "an observation that could really occur, and what you would change then",
  },
  {
    type: "viewpoints",
    ask: (name) =>
      `Who would do "${name}" in another way, and what do they see that you do not?`,
    expects: "a named kind of person and their reason at its strongest",
  },
  {
    type: "implications",
    ask: (name) =>
      `If "${name}" were left out of your goal, what would be the first thing to go wrong?`,
    expects: "a concrete failure and when it would be noticed",
  },
  {
    type: "question",
    ask: (name) =>
      `Which question about "${name}" does your source not ask, and why might it leave it out?`,
    expects: "the missing question and one reason for its absence",
  },
];

function questionOf(unit: ContentUnit, turn: number): Question {
  if (unit.question) return unit.question;
  const form = FORMS[turn % FORMS.length] ?? FORMS[0];
  // The list is not empty; the compiler cannot know.
  const { type, ask, expects } = form as (typeof FORMS)[number];
  return { type, text: ask(cutAtWord(unit.name, 90)), expects };
}

/** Questions about the week's units and the edges of the course. Depends on intent and week, so nothing is unresolved. */
export function composeSocraticData(
  { intent, position }: AgentRequest,
): SocraticData {
  const meta = readMeta(intent.meta);
  const content = resolveContent(intent, meta, []);
  const { stage } = goalOf(intent, meta, position.week);
  const units = unitsOfWeek(content, intent, meta, position.week);
  return {
    questions: units.slice(0, 8).map((unit, index) => ({
      id: `q-${unit.id}`.slice(0, 64),
      unit_id: unit.id,
      level: stage,
      ...questionOf(unit, position.week + index),
    })),
    unresolved: [],
    edges: content.units.flatMap((unit) =>
      unit.prereqs.map((from) => ({ from, to: unit.id }))
    ).slice(0, 120),
  };
}
