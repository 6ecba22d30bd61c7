/** Acts that are asked for while another is done follow it, so that no click and no key press is lost. */

/** A row of acts; `tried` does one, and returns false where it failed. */
export class Turns {
  #last = Promise.resolve()
  #failures = 0
  #waiting = 0

  constructor(tried) {
    this.tried = tried
  }

  /** Whether something is being done. */
  get busy() {
    return this.#waiting > 0
  }

  /** Do it once those asked for before are done; not where one of these fails: it was to follow. */
  add(act) {
    const failures = this.#failures
    this.#waiting += 1
    this.#last = this.#last.then(() => this.#do(act, failures))
    return this.#last
  }

  /** What was asked for until now shall not be done; what is asked for from now on is. */
  fail() {
    this.#failures += 1
  }

  async #do(act, failures) {
    const done = failures === this.#failures ? await this.tried(act) : null
    if (done === false && failures === this.#failures) this.fail()
    this.#waiting -= 1
  }
}
