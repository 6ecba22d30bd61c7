/** Sessions with clicks in a plan.json, which a person opens and which stays on the device. */

import { EFFORTS } from './beats.js'

/** `{id, day, title, segments}` of each; throws an Error that says what to do. */
export function clickedSessions(text, limits) {
  const plan = read(text)
  const sessions = plan.weeks.flatMap((week) => week.sessions).filter((each) => each.segments.some((part) => part.clicks))
  if (!sessions.length) throw new Error('No session of this plan has clicks; run as it comes.')
  const parts = sessions.flatMap((each) => each.segments)
  if (!parts.every((part) => fits(part, limits))) throw new Error('This plan is damaged; make it anew with midstance plan.')
  return sessions
}

function read(text) {
  let plan = null
  try {
    plan = JSON.parse(text)
  } catch {
    // no JSON: no plan either
  }
  const isPlan = plan?.kind === 'plan' && plan.schema_version === 1 && Array.isArray(plan.weeks)
  if (!isPlan || !plan.weeks.every(hasSessions)) {
    throw new Error('This is no plan; choose the plan.json that midstance plan wrote.')
  }
  return plan
}

function hasSessions(week) {
  return Array.isArray(week?.sessions) && week.sessions.every((session) => Array.isArray(session?.segments))
}

function fits({ duration_s, effort, cadence_spm, clicks }, { low, high }) {
  const isRun = duration_s > 0 && Number.isFinite(duration_s) && EFFORTS.includes(effort)
  return isRun && (cadence_spm === null ? !clicks : cadence_spm >= low && cadence_spm <= high)
}
