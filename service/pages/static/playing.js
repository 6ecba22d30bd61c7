/** A session that plays on the page: its sound, its timer and the screen that stays on. */

import { Awake } from './awake.js'
import { lengthOf } from './beats.js'
import { Clicker } from './clicker.js'

const TICK_MS = 250, TAIL_S = 1

export class Playing {
  #clicker = null
  #output = null
  #ticking = null
  #starting = false
  #awake = new Awake()
  #told

  /** `told` has `changed`, called as time goes on, `ended`, and `interrupted` where something else took the sound. */
  constructor(table, told) {
    this.table = table
    this.#told = told
  }

  get isOn() { return this.#ticking !== null }

  /** What plays, or played last: `{segments, accent, every}`. */
  get session() { return this.#clicker?.session }

  /** Seconds of the session that were played by now. */
  get position() { return this.#clicker?.position ?? 0 }

  /** Play `session` from so many seconds after its start; throws where there is no sound. True if it does. */
  async start(session, from, gain) {
    if (this.#starting) return false
    this.#starting = true
    try {
      this.#clicker ??= this.#made(gain)
      await this.#clicker.context.resume()
      this.#clicker.start(session, from)
      clearInterval(this.#ticking)
      this.#ticking = setInterval(() => this.#tick(), TICK_MS)
      this.#awake.on()
    } finally {
      this.#starting = false
    }
    return true
  }

  /** Be silent; the seconds at which it stopped. */
  stop() {
    clearInterval(this.#ticking)
    this.#ticking = null
    const stopped = this.#clicker.stop()
    this.#clicker.context.suspend()
    this.#awake.off()
    return stopped
  }

  replan(change) { this.#clicker.replan(change) }

  set gain(gain) { this.#output?.gain.setTargetAtTime(gain, this.#clicker.context.currentTime, 0.02) }

  footNow(within) { return this.#clicker.footNow(within) }

  #made(gain) {
    const context = new AudioContext({ latencyHint: 'playback' })
    this.#output = new GainNode(context, { gain })
    this.#output.connect(context.destination)
    context.addEventListener('statechange', () => {
      if (this.isOn && context.state !== 'running') this.#told.interrupted()
    })
    return new Clicker(context, this.table, this.#output)
  }

  #tick() {
    this.#clicker.tick()
    if (this.position > lengthOf(this.session.segments) + TAIL_S) this.#told.ended()
    else this.#told.changed()
  }
}
