/** A session that plays on the page: its sound, its timer and the screen that stays on. */

import { Awake } from './awake.js'
import { lengthOf } from './beats.js'
import { Clicker } from './clicker.js'

const TICK_MS = 250, TAIL_S = 1

export class Playing {
  #clicker = null
  #output = null
  #ticking = null
  #asked = 0 // how often it was to start or to stop; the last time counts
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

  /**
   * Play `session` from so many seconds after its start; throws where there is no sound. True if it does; false
   * where another start, or a stop, came before the sound was there.
   */
  async start(session, from, gain) {
    this.stop()
    const asked = this.#asked
    this.#clicker ??= this.#made(gain)
    await this.#clicker.context.resume()
    if (asked !== this.#asked) return false
    this.#clicker.start(session, from)
    this.#ticking = setInterval(() => this.#tick(), TICK_MS)
    this.#awake.on()
    return true
  }

  /** Be silent, also where it was about to start; the seconds at which it stopped, 0 if nothing played. */
  stop() {
    this.#asked++
    const stopped = this.isOn ? this.#clicker.stop() : 0
    clearInterval(this.#ticking)
    this.#ticking = null
    this.#clicker?.context.suspend()
    this.#awake.off()
    return stopped
  }

  replan(change) { this.#clicker.replan(change) }

  set gain(gain) { this.#output?.gain.setTargetAtTime(gain, this.#clicker.context.currentTime, 0.02) }

  footNow(within) { return this.#clicker.footNow(within) }

  #made(gain) {
    if (navigator.audioSession) navigator.audioSession.type = 'playback' // with a locked screen, and a mute phone
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
