/** Amounts and times in words. */

const MB = 1_000_000

/** What people read for the status of an analysis. */
export const STATES = {
  queued: 'waiting', running: 'at work', done: 'report', refused: 'not measured', failed: 'failed', cancelled: 'cancelled',
}

/** Bytes sent of all, such as `12 of 45 MB`. */
export function ofBytes(sent, all) {
  const digits = all < 10 * MB ? 1 : 0
  return `${(sent / MB).toFixed(digits)} of ${(all / MB).toFixed(digits)} MB`
}

/** A time that is left, no more exact than it is known. */
export function timeLeft(seconds) {
  if (seconds === null) return ''
  if (seconds < 8) return 'a few seconds left'
  if (seconds < 55) return `about ${Math.ceil(seconds / 10) * 10} s left`
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return `about ${Math.max(1, minutes)} min left`
  return `about ${Math.round(minutes / 60)} h left`
}
