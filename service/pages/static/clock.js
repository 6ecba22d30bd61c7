/**
 * Which frame an annotated video shows when, and what time that is in the report.
 *
 * The video has its own stamps, those of the file. The report may have others: slow motion is turned back into true
 * time, and lost frames are counted. Of a clip faster than 60 a second, the video has every second frame, or fewer.
 */

const HEAD_BYTES = 65536 // holds the stamps of all but very uneven videos
const WHOLE = 0.1 // a play of 1.97 or 8.1 times is meant to be 2 or 8 times
const FASTEST_FPS = 61.2
const CONTAINERS = ['moov', 'trak', 'mdia', 'minf', 'stbl']

/** When the frames of a video are shown, in its seconds, by its rate alone: until its own stamps are known. */
export function uniformTimes(frames, fps) {
  const every = Math.max(1, Math.ceil(fps / FASTEST_FPS))
  return Float64Array.from({ length: Math.max(1, Math.ceil(frames / every)) }, (_, i) => (i * every) / fps)
}

/** The same, or of a clip whose rate is not known the stamps of its video at once. Rejects where they cannot be had. */
export async function timesAtFirst({ video, frames, fps }) {
  const times = fps ? uniformTimes(frames, fps) : await fetchTimes(video)
  if (!times) throw new Error(`no frame rate and no stamps of ${video}`)
  return times
}

/** The stamps in the head of an MP4 whose pictures are in order, in seconds; null where they are not all in it. */
export function timesOf(head) {
  const scale = find(head, 'mdhd'), table = find(head, 'stts')
  if (!scale || !table || find(head, 'ctts')) return null
  const perSecond = scale.getUint32(scale.getUint8(0) ? 20 : 12)
  const runs = table.getUint32(4)
  if (table.byteLength < 8 + 8 * runs) return null
  const times = []
  for (let run = 0, tick = 0; run < runs; run++) {
    const many = table.getUint32(8 + 8 * run), length = table.getUint32(12 + 8 * run)
    for (let i = 0; i < many; i++, tick += length) times.push(tick / perSecond)
  }
  return Float64Array.from(times)
}

/** The stamps of the video at an address, of which only the head is fetched; null where they cannot be had. */
export async function fetchTimes(address, signal) {
  for (const bytes of [HEAD_BYTES, 16 * HEAD_BYTES]) {
    const answer = await fetch(address, { headers: { Range: `bytes=0-${bytes - 1}` }, signal })
    if (answer.status !== 206) return null
    const times = timesOf(new DataView(await answer.arrayBuffer()))
    if (times) return times
  }
  return null
}

function find(head, name, from = 0, to = head.byteLength) {
  for (let at = from; at + 8 <= to;) {
    const size = head.getUint32(at), kind = String.fromCharCode(...[4, 5, 6, 7].map((i) => head.getUint8(at + i)))
    if (size < 8) return null
    const end = Math.min(at + size, to)
    if (kind === name) return new DataView(head.buffer, head.byteOffset + at + 8, end - at - 8)
    const inside = CONTAINERS.includes(kind) && find(head, name, at + 8, end)
    if (inside) return inside
    at += size
  }
  return null
}

/** Turns frames of the clip, pictures of the video (by index), video seconds and report seconds into each other. */
export class Clock {
  /**
   * @param {Float64Array} times when each picture of the video is shown, in its seconds
   * @param {number} frames of the clip
   * @param {{time: number, frame: number}[]} events of the report; `frame` is the first one at or after `time`
   */
  constructor(times, frames, events) {
    this.times = times
    this.every = Math.max(1, Math.ceil(frames / times.length))
    this.spacing = (times.at(-1) - times[0]) / Math.max(1, times.length - 1) / this.every // 0 of a single picture
    this.tempo = tempoOf(events, (frame) => this.#video(frame))
    this.#shifts = this.spacing ? shiftsOf(events, (frame) => this.#video(frame) / this.tempo, this.spacing / this.tempo) : []
  }

  #shifts

  /** The last picture. */
  get last() { return this.times.length - 1 }

  /** The picture next to a frame of the clip. */
  indexOf(frame) { return clamp(Math.round(frame / this.every), 0, this.last) }

  /** The frame of the clip that a picture shows. */
  frameOf(index) { return index * this.every }

  /** The picture that is shown at a time of the video. */
  indexAtVideo(seconds) { return Math.max(0, lastBy(this.times, seconds + 0.0005)) }

  /** What time of the report a picture shows. */
  reportTime(index) {
    const frame = this.frameOf(index)
    return this.times[index] / this.tempo + shiftAt(this.#shifts, frame)
  }

  /** The picture nearest to a time of the report. */
  indexAt(seconds) {
    let low = 0, high = this.last
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.reportTime(middle) < seconds) low = middle + 1
      else high = middle
    }
    return low > 0 && seconds - this.reportTime(low - 1) < this.reportTime(low) - seconds ? low - 1 : low
  }

  #video(frame) {
    const at = Math.min(frame / this.every, this.last), before = Math.floor(at)
    const next = this.times[Math.min(before + 1, this.last)]
    return this.times[before] + (at - before) * (next - this.times[before])
  }
}

function tempoOf(events, video) {
  if (events.length < 2) return 1
  const first = events[0], last = events.at(-1)
  const slope = (video(last.frame) - video(first.frame)) / (last.time - first.time)
  if (!(slope > 0)) return 1
  const whole = Math.max(1, Math.round(slope))
  return Math.abs(slope / whole - 1) < WHOLE ? whole : slope
}

/** From which frame on the report is how much later than the video, by whole frames that were lost. */
function shiftsOf(events, time, spacing) {
  const late = events.map((event) => Math.ceil((event.time - time(event.frame)) / spacing - 0.01))
  return events.map((event, i) => ({ frame: event.frame, by: spacing * median(late.slice(Math.max(0, i - 2), i + 3)) }))
}

function shiftAt(shifts, frame) {
  let at = 0
  for (let high = shifts.length; at < high;) {
    const middle = (at + high) >> 1
    if (shifts[middle].frame <= frame) at = middle + 1
    else high = middle
  }
  return shifts.length ? shifts[Math.max(0, at - 1)].by : 0
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}

/** The last place whose value is at most `wanted`, -1 where none is. */
export function lastBy(values, wanted) {
  let low = 0, high = values.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (values[middle] <= wanted) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** A number within two others. */
export function clamp(value, low, high) { return Math.min(Math.max(value, low), high) }
