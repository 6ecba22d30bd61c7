/** Trying again by itself what failed for a reason that passes: a lost connection, a busy server. */

const PASSING = new Set([0, 408, 423, 429, 502, 503, 504])
const PASSING_NAMES = new Set(['wrong-offset', 'key-under-way'])
const LONGEST_S = 30

/** Whether the same may succeed a moment later without anybody doing anything. */
export function passes(problem) {
  return PASSING.has(problem.status) || PASSING_NAMES.has(problem.name)
}

/**
 * What `attempt` resolves to, once it does. It is given a function to call when it has got further, after which
 * the waiting begins anew. `lost` is told of each problem that passes; the others are thrown. An event `now` at
 * `hurry` ends the waiting, as does a connection that is back.
 */
export async function persist(attempt, { lost, hurry, signal }) {
  let failures = 0
  for (;;) {
    try {
      return await attempt(() => { failures = 0 })
    } catch (problem) {
      if (!passes(problem)) throw problem
      lost(problem)
      await pause(Math.max(problem.waitS, Math.min(LONGEST_S, 2 ** failures)), { hurry, signal })
      failures += 1
    }
  }
}

function pause(seconds, { hurry, signal }) {
  return new Promise((resolve, reject) => {
    const ended = new AbortController()
    const end = (settle) => () => { clearTimeout(timer); ended.abort(); settle(signal.reason) }
    const timer = setTimeout(end(resolve), seconds * 1000)
    addEventListener('online', end(resolve), { signal: ended.signal })
    hurry.addEventListener('now', end(resolve), { signal: ended.signal })
    signal.addEventListener('abort', end(reject), { signal: ended.signal })
    if (signal.aborted) end(reject)()
  })
}
