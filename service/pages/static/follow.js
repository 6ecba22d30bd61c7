/**
 * Analyses that are at work, told as they change. One is followed by its events, which browsers hold few
 * connections for; where there are more, all are asked for now and then. A page that is not looked at asks nothing.
 */

import { ask } from './api.js'
import { notice } from './notice.js'

const EVERY_MS = 4000
const OVER = new Set(['done', 'refused', 'failed', 'cancelled'])
const followed = new Map() // id -> {record, tell}
let events = null
let timer = null

/** Whether an analysis has ended. */
export function isOver(record) {
  return OVER.has(record.status)
}

/** Call `tell` with the record of an analysis whenever it changes until it has ended, with null where it is gone. */
export function follow(id, tell) {
  followed.set(id, { record: null, tell })
  lookAgain()
}

function lookAgain() {
  clearTimeout(timer)
  if (document.hidden || followed.size === 0) return listen(null)
  listen(next())
  timer = setTimeout(look, followed.size > 1 || events?.readyState === EventSource.CLOSED ? EVERY_MS : 5 * EVERY_MS)
}

/** The one to be told of at once: what runs goes before what waits. */
function next() {
  const ids = [...followed.keys()]
  return ids.find((id) => followed.get(id).record?.status === 'running') ?? ids[0]
}

function listen(id) {
  if (events?.id === id && events.readyState !== EventSource.CLOSED) return
  events?.close()
  events = null
  if (id === null) return
  events = new EventSource(`/v1/analyses/${id}/events`)
  events.id = id
  events.onmessage = (event) => told(JSON.parse(event.data))
}

async function look() {
  const { document: all } = await ask('GET', '/v1/analyses?status=queued&status=running&limit=500').catch(silent)
  if (all) {
    const known = new Map(all.map((record) => [record.id, record]))
    const missing = [...followed.keys()].filter((id) => !known.has(id))
    all.filter((record) => followed.has(record.id)).forEach(told)
    await Promise.all(missing.map(lookAt))
  }
  lookAgain()
}

/** The next look may find the server again; a login that has ended stays so. */
function silent(problem) {
  if (problem.status === 401) notice(problem.message, { wrong: true })
  return {}
}

async function lookAt(id) {
  try {
    told((await ask('GET', `/v1/analyses/${id}`)).document)
  } catch (problem) {
    if (problem.status !== 404) return
    const { tell } = followed.get(id) ?? {}
    followed.delete(id)
    tell?.(null)
  }
}

function told(record) {
  const known = followed.get(record.id)
  if (!known) return
  const was = known.record
  known.record = record
  if (isOver(record)) followed.delete(record.id)
  known.tell(record)
  if (isOver(record) || was?.status !== record.status) lookAgain()
}

document.addEventListener('visibilitychange', () => {
  lookAgain()
  if (!document.hidden && followed.size > 0) look()
})
