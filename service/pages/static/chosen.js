/** A clip that was chosen, with one from behind or without, from its first byte to its report. */

import { ask } from './api.js'
import { forget } from './begun.js'
import { TimeLeft } from './estimates.js'
import { follow } from './follow.js'
import { persist } from './persist.js'
import { shareDone, stagesOf } from './stages.js'
import { Upload } from './tus.js'

const AT_ONCE = 2 // browsers hold few connections
const waiting = []
let sending = 0

/**
 * `phase` is one of turn, sending, here, ordering, working, over, gone and stopped; `problem` says why it is
 * stopped, `lost` what it goes on after by itself, `facts` are null until the analysis is asked for.
 */
export class ChosenClip {
  constructor(file, tell) {
    this.hurry = new EventTarget()
    this.tell = () => { this.#learn(); tell(this) }
    this.uploads = [this.#upload(file)]
    this.facts = null
    this.record = null
    this.phase = 'turn'
    this.problem = null
    this.lostOrder = null
    this.timeLeft = new TimeLeft()
  }

  get file() { return this.uploads[0].file }

  get rear() { return this.uploads[1]?.file ?? null }

  get lost() { return this.lostOrder ?? this.uploads.find((upload) => upload.lost)?.lost ?? null }

  get received() { return this.uploads.reduce((sum, upload) => sum + upload.received, 0) }

  get size() { return this.uploads.reduce((sum, upload) => sum + upload.file.size, 0) }

  /** Whether somebody may still say what is known of it. */
  get isOpen() { return this.facts === null && ['turn', 'sending', 'here'].includes(this.phase) }

  /** How much of what is being done now is done, 0..1. */
  get share() {
    if (this.record) return shareDone(stagesOf(Boolean(this.record.rear_file_name)), this.record.progress)
    return this.received / this.size
  }

  /** Send what is to be sent, and have it analysed if that was asked for; ends in a phase that says how. */
  async send() {
    this.problem = null
    this.#enter('turn')
    try {
      await inTurn(() => this.#sendAll())
      this.#enter('here')
      if (this.facts !== null) await this.#order()
    } catch (problem) {
      this.#stop(problem)
    }
  }

  /** Analyse it with these facts as soon as all of it is there. */
  async analyse(facts) {
    this.facts = facts
    this.tell()
    if (this.phase === 'here') await this.#order().catch((problem) => this.#stop(problem))
  }

  /** Add a clip of the same run from behind. */
  async addRear(file) {
    this.uploads.push(this.#upload(file))
    this.tell()
    if (this.phase === 'here') await this.send()
  }

  /** Go on now. */
  goOn() {
    if (this.problem) return this.send()
    this.hurry.dispatchEvent(new Event('now'))
  }

  /** Give up what is not analysed yet. */
  async remove() {
    this.phase = 'gone'
    await Promise.all(this.uploads.map((upload) => upload.remove()))
  }

  #upload(file) {
    return new Upload(file, { tell: () => this.tell(), hurry: this.hurry })
  }

  async #sendAll() {
    this.#enter('sending')
    for (let index = 0; index < this.uploads.length; index += 1) { // another one may come meanwhile
      await this.uploads[index].send()
    }
  }

  async #order() {
    this.#enter('ordering')
    const [side, rear] = this.uploads
    const body = { ...this.facts, upload: side.id, ...(rear && { rear_upload: rear.id }) }
    const headers = { 'Idempotency-Key': `"order-${side.id}"` }
    const lost = (problem) => { this.lostOrder = problem; this.tell() }
    const { signal } = side.aborted
    const answer = await persist(
      () => ask('POST', '/v1/analyses', { body, headers, signal }), { lost, hurry: this.hurry, signal },
    )
    this.#follow(answer.document)
  }

  #follow(record) {
    this.lostOrder = null
    for (const upload of this.uploads) forget(upload.address)
    this.record = record
    this.timeLeft = new TimeLeft()
    this.#enter('working')
    follow(record.id, (latest) => {
      this.record = latest && { ...latest, duplicate_of: record.duplicate_of }
      this.#enter(latest === null ? 'gone' : latest.finished_at ? 'over' : 'working')
    })
  }

  #stop(problem) {
    if (this.phase === 'gone') return
    this.problem = problem
    this.facts = null
    if (problem.reasons?.length) for (const upload of this.uploads) forget(upload.address) // the server has dropped it
    this.#enter('stopped')
  }

  #enter(phase) {
    if (this.phase === 'gone') return
    this.phase = phase
    this.tell()
  }

  #learn() {
    if (this.phase === 'sending' || this.record?.progress) this.timeLeft.add(this.share) // what waits tells nothing
  }
}

async function inTurn(work) {
  if (sending === AT_ONCE) await new Promise((resolve) => { waiting.push(resolve) })
  else sending += 1
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else sending -= 1
  }
}
