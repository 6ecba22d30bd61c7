/** What was decided in this window, so that it can be taken back on any page of the review. */

const DECIDED = 'midstance.decided'
const MOST = 50

/** Remember a decision: `{analysis, flag, address, before, after}`. */
export function remember(decision) {
  write([...read(), decision].slice(-MOST))
}

/** The last decision, which is no longer remembered then. */
export function takeLast() {
  const all = read()
  const last = all.pop()
  write(all)
  return last
}

function read() {
  return JSON.parse(sessionStorage.getItem(DECIDED) ?? '[]')
}

function write(all) {
  sessionStorage.setItem(DECIDED, JSON.stringify(all))
}
