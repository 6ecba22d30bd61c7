/** The frames of a clip and the figures in them, fetched when they are wanted and kept for a while. */

import { ask, load } from './api.js'
import { analysis } from './facts.js'
import { pointsOf } from './figure.js'

const MOST_PICTURES = 40
const AT_A_TIME = 100
const [BUSY, PATIENCE, PAUSE_MS] = [503, 12, 1500]

/** Pictures by frame, as addresses that an image can show. */
export class Pictures {
  #known = new Map()

  /** `addressOf` says where a frame's picture lies, `null` that there is none. */
  constructor(addressOf = (frame) => `${analysis}/pictures/${frame}.jpg`) {
    this.addressOf = addressOf
  }

  /** The address of a frame's picture; throws Problem. */
  get(frame) {
    const coming = this.#known.get(frame) ?? patiently(() => load(this.addressOf(frame))).then(URL.createObjectURL)
    this.#known.delete(frame)
    this.#known.set(frame, coming) // as the one used last
    coming.catch(() => this.#known.delete(frame))
    this.#forget()
    return coming
  }

  #forget() {
    for (const [frame, coming] of this.#known) {
      if (this.#known.size <= MOST_PICTURES) return
      this.#known.delete(frame)
      coming.then(URL.revokeObjectURL, () => {})
    }
  }
}

/** Figures by frame, of one revision. */
export class Figures {
  #spans = new Map()

  constructor(revision) {
    this.revision = revision
  }

  /** `{clip, time_s, points}` of a frame, `clip` being what holds for all; throws Problem. */
  async at(frame) {
    const first = frame - (frame % AT_A_TIME)
    if (!this.#spans.has(first)) this.#spans.set(first, this.#load(first))
    const span = await this.#spans.get(first)
    const row = span.rows.get(frame)
    return { clip: span.clip, time_s: row?.time_s ?? null, points: row ? pointsOf(row, span.clip.landmarks) : new Map() }
  }

  async #load(first) {
    const place = `${analysis}/revisions/${this.revision}/landmarks?from_frame=${first}&to_frame=${first + AT_A_TIME - 1}`
    try {
      const { document } = await patiently(() => ask('GET', place))
      const { figures, ...clip } = document
      return { clip, rows: new Map(figures.map((row) => [row.frame, row])) }
    } catch (error) {
      this.#spans.delete(first)
      throw error
    }
  }
}

/** What the server is asked for, again and again while it has too much to do. */
async function patiently(asking) {
  for (let left = PATIENCE; ; left--) {
    try {
      return await asking()
    } catch (error) {
      if (error.status !== BUSY || !left) throw error
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
}
