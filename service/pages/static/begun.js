/** Uploads that this browser has begun, so that they go on after the page was closed, with the same file. */

import { kept, recalled } from './memory.js'

const NAME = 'uploads'
const KEPT_MS = 24 * 3600 * 1000

/** Where the upload of this file is, if one was begun. */
export function addressOf(file) {
  return begun().find((entry) => isOf(entry, file))?.address
}

/** Keep where the upload of a file is. */
export function remember(file, address) {
  const { name, size, lastModified } = file
  const others = begun().filter((entry) => !isOf(entry, file))
  kept(NAME, [...others, { name, size, lastModified, address, at: Date.now() }])
}

/** Keep it no more. */
export function forget(address) {
  kept(NAME, begun().filter((entry) => entry.address !== address))
}

/** What was begun in the last day: `{name, size, lastModified, address}`. */
export function begun() {
  return (recalled(NAME) ?? []).filter((entry) => Date.now() - entry.at < KEPT_MS)
}

/** Whether an entry is of this file. */
export function isOf(entry, file) {
  return entry.name === file.name && entry.size === file.size && entry.lastModified === file.lastModified
}
