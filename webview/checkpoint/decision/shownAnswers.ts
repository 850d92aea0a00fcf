import type { ClassAnswer, DecisionView } from '../../../extension/protocol/decisionApi.js';

/** The likeliest classes, and after them the explained one where it is none of these. */
export function shownAnswers({ answers, explained }: Pick<DecisionView, 'answers' | 'explained'>): ClassAnswer[] {
  return answers.some(({ name }) => name === explained.name) ? answers : [...answers, explained];
}
