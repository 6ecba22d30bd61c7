/** Requests that are sent again after a lost line: by their key the server does once what it is asked twice. */

/** Gives what is sent a key, the same one as long as the same is sent; for one form of one page. */
export class Repeats {
  #sent = null
  #key = ''

  /** The header for a body. */
  headers(body) {
    const sent = JSON.stringify(body)
    if (sent !== this.#sent) this.#key = `${Date.now()}-${Math.random()}`
    this.#sent = sent
    return { 'Idempotency-Key': `"${this.#key}"` }
  }
}
