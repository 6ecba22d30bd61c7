/** The sessions of a plan, played on its page. */

import { partAt } from './beats.js'
import { notice } from './notice.js'
import { bigWords, partWords, placeWords } from './part_words.js'
import { Playing } from './playing.js'

const GAIN = 0.5 // the device has a volume of its own
const byId = (id) => document.getElementById(id)

/** Let the buttons of the sessions play; `clicked` has their segments, `table` the sounds. */
export function letPlay(clicked, table) {
  const playing = new Playing(table, { changed: show, ended, interrupted })
  let session = null, opener = null
  let paused = 0, shownPart = -1

  for (const button of document.querySelectorAll('[data-play]')) {
    button.addEventListener('click', () => {
      playing.stop()
      opener = button
      session = { segments: clicked[button.dataset.play], accent: 'none', every: 'step' }
      paused = 0
      byId('title').textContent = button.dataset.title
      byId('player').hidden = false
      play()
    })
  }
  byId('pause').addEventListener('click', () => (playing.isOn ? pause() : play()))
  byId('stop').addEventListener('click', close)

  async function play() {
    shownPart = -1
    try {
      if (!(await playing.start(session, paused, GAIN))) return
    } catch (problem) {
      notice(`There is no sound: ${problem.message} Try another browser, or switch its sound on.`, { wrong: true })
    }
    show()
    byId('pause').focus()
  }

  function pause() {
    paused = playing.stop()
    show()
    say('Paused.')
  }

  function interrupted() {
    pause()
    notice('Something else took the sound; Go on plays from here.')
  }

  function ended() {
    playing.stop()
    paused = 0
    show()
    say('That was all of it. Log it while you remember.')
  }

  function close() {
    playing.stop()
    byId('player').hidden = true
    opener.focus()
  }

  function show() {
    const parts = session.segments
    const { index, left } = partAt(parts, playing.isOn ? playing.position : paused)
    const [big, unit] = bigWords(parts[index])
    byId('cadence').textContent = big
    byId('unit').textContent = unit
    byId('part').textContent = placeWords(parts, index, left)
    byId('pause').textContent = playing.isOn ? 'Pause' : 'Go on'
    if (playing.isOn && index !== shownPart) say(`${index + 1} of ${parts.length}: ${partWords(parts[index])}.`)
    if (playing.isOn) shownPart = index
  }

  function say(words) { byId('said').textContent = words }
}
