/** Keeps the screen on while something plays, where the browser can. */

export class Awake {
  #wanted = false
  #lock = null

  constructor() {
    document.addEventListener('visibilitychange', () => {
      if (this.#wanted && document.visibilityState === 'visible') this.on() // a hidden page loses its lock
    })
  }

  async on() {
    this.#wanted = true
    try {
      const lock = await navigator.wakeLock?.request('screen')
      if (this.#wanted) this.#lock = lock ?? null
      else lock?.release()
    } catch {
      // a battery that is low, or a page that is hidden: the screen may go off, and the clicks go on
    }
  }

  off() {
    this.#wanted = false
    this.#lock?.release()
    this.#lock = null
  }
}
