/** How long something still takes, from how it went so far. */

const WINDOW_S = 30
const LEAST_S = 4
const LEAST_SHARE = 0.04

/** Learns from shares that are done, 0..1; says nothing before it can know. */
export class TimeLeft {
  constructor() {
    this.seen = []
  }

  /** So much is done at this time. */
  add(share, nowS = performance.now() / 1000) {
    if (this.seen.at(-1)?.share > share) this.seen = [] // it began again
    this.seen.push({ share, nowS })
    while (nowS - this.seen[0].nowS > WINDOW_S && this.seen.length > 2) this.seen.shift()
  }

  /** Seconds that are left at this time; null where nothing can be said. */
  at(nowS = performance.now() / 1000) {
    const [first, last] = [this.seen[0], this.seen.at(-1)]
    if (!first || last.nowS - first.nowS < LEAST_S || last.share - first.share < LEAST_SHARE) return null
    const sharePerS = (last.share - first.share) / (Math.max(nowS, last.nowS) - first.nowS)
    return (1 - last.share) / sharePerS
  }
}
