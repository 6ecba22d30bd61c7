/** One file on its way to the server, by tus 1.0, in pieces that take about two seconds each. */

import { ask, Problem } from './api.js'
import { addressOf, forget, remember } from './begun.js'
import { persist } from './persist.js'

const UPLOADS = '/v1/uploads'
const VERSION = { 'Tus-Resumable': '1.0.0' }
const SMALLEST = 256 * 1024
const LARGEST = 16 * 1024 * 1024
const QUICK_MS = 1000
const SLOW_MS = 4000
const GIVEN_UP_MS = 120_000

/** Bytes of the next piece, after one of `bytes` took so long. */
export function nextPiece(bytes, tookMs) {
  if (tookMs < QUICK_MS) return Math.min(LARGEST, bytes * 2)
  return tookMs > SLOW_MS ? Math.max(SMALLEST, bytes / 2) : bytes
}

/** `text` in Base64, as UTF-8. */
export function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}

/** How an upload stands that was begun before; null where there is none any more. */
export async function standing(address, signal) {
  try {
    return (await ask('GET', address, { signal })).document
  } catch (problem) {
    if (problem.status !== 404) throw problem
    forget(address)
    return null
  }
}

/** Sends `file`; `received` bytes are on the server's disk. `tell` is called whenever something has changed. */
export class Upload {
  constructor(file, { tell, hurry }) {
    this.file = file
    this.received = 0
    this.lost = null
    this.id = null
    this.tell = tell
    this.hurry = hurry
    this.aborted = new AbortController()
    this.piece = SMALLEST
  }

  /** Resolves when all of it is there. Throws Problem where somebody has to do something. */
  async send() {
    const { signal } = this.aborted
    const lost = (problem) => { this.lost = problem; this.tell() }
    await persist((further) => this.#goOn(further), { lost, hurry: this.hurry, signal })
  }

  /** Give it up, on the server too. */
  async remove() {
    this.aborted.abort(new DOMException('given up', 'AbortError'))
    if (this.id === null) return
    forget(this.address)
    await ask('DELETE', this.address).catch(() => {}) // it is removed after a day anyway
  }

  /** Where it is, once it was begun. */
  get address() {
    return `${UPLOADS}/${this.id}`
  }

  async #goOn(further) {
    await this.#find()
    this.#told()
    while (this.received < this.file.size) {
      await this.#send(further)
    }
  }

  async #find() {
    const known = this.id === null ? addressOf(this.file) : this.address
    const upload = known ? await standing(known, this.aborted.signal) : null
    if (upload === null || upload.analysis) return this.#start()
    this.id = upload.id
    this.received = upload.received
  }

  async #start() {
    const headers = {
      ...VERSION,
      'Upload-Length': String(this.file.size),
      'Upload-Metadata': `filename ${base64(this.file.name)}`,
    }
    const answer = await ask('POST', UPLOADS, { headers, signal: this.aborted.signal })
    const address = answer.headers.get('Location')
    this.id = address.split('/').pop()
    this.received = 0
    remember(this.file, address)
  }

  async #send(further) {
    const began = performance.now()
    const body = this.file.slice(this.received, this.received + this.piece)
    const answer = await ask('PATCH', this.address, {
      headers: {
        ...VERSION,
        'Content-Type': 'application/offset+octet-stream',
        'Upload-Offset': String(this.received),
      },
      body,
      signal: AbortSignal.any([this.aborted.signal, AbortSignal.timeout(GIVEN_UP_MS)]),
    }).catch((problem) => this.#explained(problem))
    this.piece = nextPiece(this.piece, performance.now() - began)
    this.received = Number(answer.headers.get('Upload-Offset'))
    further()
    this.#told()
  }

  /** A connection that broke, or a file that is not there any more, which looks alike; throws either. */
  async #explained(problem) {
    this.piece = SMALLEST
    await this.file.slice(this.received, this.received + 1).arrayBuffer().catch(() => {
      throw new Problem(-1, { detail: 'The file cannot be read any more; choose it again.' })
    })
    throw problem
  }

  #told() {
    this.lost = null
    this.tell()
  }
}
