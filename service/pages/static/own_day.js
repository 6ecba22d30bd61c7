/** A day begins at other hours elsewhere: where the visitor's lies in another week of a plan than the server took, theirs is asked for. */

import { shownDay } from './run_log.js'

const WEEK_MS = 7 * 24 * 3600 * 1000
const weekOf = (day, start) => Math.floor((Date.parse(day) - Date.parse(start)) / WEEK_MS)

/** The address that shows the weeks of the day `own`; null where they are shown, or were asked for. */
export function ownAddress(address, plans, own) {
  const url = new URL(address)
  const asIs = plans.every(({ start, today }) => weekOf(own, start) === weekOf(today, start))
  if (asIs || url.searchParams.get('today') === own) return null
  url.searchParams.set('today', own)
  return url.href
}

const plans = [...document.querySelectorAll('[data-start][data-today]')].map(({ dataset }) => dataset)
const own = ownAddress(location.href, plans, shownDay())
if (own) location.replace(own)
