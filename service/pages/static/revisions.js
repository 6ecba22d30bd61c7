/** The revisions of a report: what holds, what was changed by whom, and making a new one. */

import { ask } from './api.js'
import { overruled, withFactsHeld } from './draft.js'
import { analysis } from './facts.js'

/** `{number, all, held}`: the newest revision, all corrections that were ever made, and those that hold. */
export async function newest() {
  const { document, version } = await ask('GET', `${analysis}/corrections`)
  return { number: numberOf(version), all: document, held: document.filter((each) => each.undone_in === null) }
}

/** What of a report the editor needs: events. */
export async function eventsOf(number) {
  const { document } = await ask('GET', `${analysis}/revisions/${number}/report.json`)
  return document.events
}

/** Make a revision of a draft's items upon the one that was seen; its number. Throws Problem. */
export async function send({ items, comment }, { number, held }) {
  const corrections = withFactsHeld(items, held).map((item) => item.correction).filter(Boolean)
  const body = { corrections, replaces: overruled(items, held), comment }
  const { version } = await ask('POST', `${analysis}/corrections`, { body, ifMatch: `"${number}"` })
  return numberOf(version)
}

/** Undo a correction; the number of the revision without it. Throws Problem. */
export async function undo(id, number) {
  const { version } = await ask('DELETE', `${analysis}/corrections/${id}`, { ifMatch: `"${number}"` })
  return numberOf(version)
}

/** The measures that differ between two revisions, by name. */
export async function changes(since, number) {
  const { document } = await ask('GET', `${analysis}/revisions/${number}/changes?since=${since}`)
  return document.metrics
}

/** What others did after a revision: `{made, undone}` corrections. */
export function since(seen, all) {
  return {
    made: all.filter((each) => each.made_in > seen && each.undone_in === null),
    undone: all.filter((each) => each.made_in <= seen && each.undone_in > seen),
  }
}

const numberOf = (version) => Number(version.replaceAll('"', ''))
