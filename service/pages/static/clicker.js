/**
 * Plays a session on the clock of the sound itself: timers only look ahead, and how late they come moves nothing.
 */

import { afterClicked, changesBetween, clickedFeet, clicksBetween } from './beats.js'
import { soundsOf } from './tones.js'

const AHEAD_S = 75 // with clicks: a page that was hidden and silent for long gets a timer once a minute
const SOON_S = 0.1 // from asking to sounding

export class Clicker {
  #sounds
  #origin = 0 // where the session begins on the clock of the context
  #until = 0 // seconds of the session that are given to the context
  #given = []

  /** `table` has `sounds`, `accents` and `turns`, as the server's own click tracks; `output` is where it goes. */
  constructor(context, table, output) {
    this.context = context
    this.table = table
    this.output = output
    this.#sounds = soundsOf(context, table.sounds)
  }

  /** Begin `session`, `{segments, accent, every}`, `from` seconds after its start. */
  start(session, from = 0) {
    this.session = session
    this.#origin = this.context.currentTime + SOON_S - from
    this.#until = from
    this.tick()
  }

  /** Seconds of the session that were played by now. */
  get position() {
    return Math.max(0, this.context.currentTime - this.#origin)
  }

  /** Give the context what comes next; to be called about once a minute at least. */
  tick() {
    const from = Math.max(this.#until, this.position) // what a sleeping page missed is not made up for
    const { segments, accent, every } = this.session
    const to = Math.max(from, afterClicked(segments, this.position, AHEAD_S))
    for (const { time_s, foot } of clicksBetween(segments, from, to, clickedFeet(every, accent))) {
      this.#give(this.table.accents[accent][foot], time_s, foot)
    }
    for (const { time_s, turn } of changesBetween(segments, from, to)) this.#give(this.table.turns[turn], time_s)
    this.#until = to
    this.#given = this.#given.filter((each) => each.time_s > this.position - 1)
  }

  #give(sound, time_s, foot = null) {
    const source = this.context.createBufferSource()
    source.buffer = this.#sounds[sound]
    source.connect(this.output)
    source.start(this.#origin + time_s)
    this.#given.push({ source, time_s, foot })
  }

  /** Go on with another session of the same past: `change` makes it of the instant from which it holds. */
  replan(change) {
    const now = this.position + SOON_S
    this.#takeBack(now)
    this.session = change(now)
    this.#until = now
    this.tick()
  }

  /** Be silent; where it stopped, to start from there again. */
  stop() {
    const { position } = this
    this.#takeBack(position)
    return position
  }

  #takeBack(from) {
    for (const { source } of this.#given.filter((each) => each.time_s >= from)) source.stop()
    this.#given = this.#given.filter((each) => each.time_s < from)
  }

  /** The foot whose click is heard now, or was at most `within` seconds ago. */
  footNow(within) {
    const heard = this.position - (this.context.outputLatency || 0)
    const last = this.#given.findLast((each) => each.foot && each.time_s <= heard)
    return last && heard - last.time_s < within ? last.foot : null
  }
}
