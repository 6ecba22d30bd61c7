/**
 * A video that is shown frame by frame. It knows which frame is wanted before it has a single byte of the video, so that
 * everything else of a page works while that loads.
 */

import { clamp } from './clock.js'

/**
 * Tells `frame` whenever another frame is wanted or shown, and `state` when play, pace or loop change.
 * One that plays is asked for its frame by `index`; `time` is that of the report, `frame` that of the clip.
 */
export class Player extends EventTarget {
  #video
  #wanted = 0
  #loop = null

  /** @param {HTMLVideoElement} video @param {import('./clock.js').Clock} clock */
  constructor(video, clock) {
    super()
    this.#video = video
    this.clock = clock
    video.addEventListener('loadedmetadata', () => this.#seek())
    video.addEventListener('seeked', () => this.#settle())
    for (const kind of ['play', 'pause', 'ratechange']) video.addEventListener(kind, () => this.#tell('state'))
    video.addEventListener('pause', () => this.#seek())
    video.addEventListener('ended', () => this.#ended())
    this.#follow()
  }

  /** The picture that is shown, or that will be as soon as the video has it. */
  get index() { return this.#wanted }

  /** The frame of the clip. */
  get frame() { return this.clock.frameOf(this.#wanted) }

  /** The time in the report, in seconds. */
  get time() { return this.clock.reportTime(this.#wanted) }

  get playing() { return !this.#video.paused }

  /** How fast it plays, 1 as filmed. */
  get pace() { return this.#video.playbackRate }

  set pace(times) { this.#video.playbackRate = times }

  /** Two report times that it plays between again and again, or null. */
  get loop() { return this.#loop }

  set loop(span) {
    this.#loop = span && { first: this.clock.indexAt(span[0]), last: this.clock.indexAt(span[1]) }
    this.#tell('state')
    if (this.#loop && (this.#wanted < this.#loop.first || this.#wanted > this.#loop.last)) this.#show(this.#loop.first)
  }

  /** Show the picture that is so many further on, and stand there. */
  step(many) {
    this.pause()
    this.#show(this.#wanted + many)
  }

  /** Show a time of the report. */
  seekTime(seconds) { this.#show(this.clock.indexAt(seconds)) }

  /** Stand at a frame of the clip. */
  seekFrame(frame) {
    this.pause()
    this.#show(this.clock.indexOf(frame))
  }

  /** Play on, from the start where it had ended. Where the browser refuses, it stands. */
  async play() {
    if (this.#wanted === this.clock.last) this.#show(this.#loop?.first ?? 0)
    await this.#video.play().catch((error) => {
      if (error.name !== 'AbortError') this.dispatchEvent(new CustomEvent('refused', { detail: error }))
    })
  }

  pause() { this.#video.pause() }

  toggle() { return this.playing ? this.pause() : this.play() }

  /** The same frame by another clock, once the stamps of the video are known. */
  retime(clock) {
    const frame = this.frame
    this.clock = clock
    this.#show(clock.indexOf(frame))
  }

  /** Another video, of which nothing is wanted yet but its first frame. */
  change(address, clock) {
    this.#loop = null
    this.#video.src = address
    this.clock = clock
    this.#wanted = 0
    this.#tell('state')
    this.#tell('frame')
  }

  #show(index) {
    const next = clamp(index, 0, this.clock.last)
    const moved = next !== this.#wanted
    this.#wanted = next
    this.#seek()
    if (moved) this.#tell('frame')
  }

  /** Go to the wanted frame, a moment into it; while one seek is under way the next waits for it. */
  #seek() {
    const video = this.#video, start = this.#start
    if (video.readyState === 0 || video.seeking || this.#shows(video.currentTime)) return
    video.currentTime = start + Math.min(0.001, this.clock.spacing / 4)
  }

  get #start() { return this.clock.times[this.#wanted] }

  #shows(seconds) { return seconds >= this.#start && this.clock.indexAtVideo(seconds) === this.#wanted }

  #settle() { if (!this.playing) this.#seek() }

  #follow() {
    const video = this.#video
    if (!video.requestVideoFrameCallback) {
      video.addEventListener('timeupdate', () => this.playing && this.#shown(video.currentTime))
      return
    }
    const shown = (_, { mediaTime }) => {
      if (this.playing && !video.seeking) this.#shown(mediaTime)
      video.requestVideoFrameCallback(shown)
    }
    video.requestVideoFrameCallback(shown)
  }

  #shown(seconds) {
    const index = this.clock.indexAtVideo(seconds)
    if (this.#loop && index >= this.#loop.last) return this.#show(this.#loop.first)
    if (index === this.#wanted) return
    this.#wanted = index
    this.#tell('frame')
  }

  #ended() {
    if (!this.#loop) return
    this.#show(this.#loop.first)
    this.play()
  }

  #tell(kind) { this.dispatchEvent(new Event(kind)) }
}
