/** The sessions of a plan, played on its page. */

import { notice } from './notice.js'
import { noSound, say, ShownPart } from './now_playing.js'
import { Playing } from './playing.js'

const GAIN = 0.5 // the device has a volume of its own
const byId = (id) => document.getElementById(id)

/** Let the buttons of the sessions play; `clicked` has their segments, `table` the sounds. */
export function letPlay(clicked, table) {
  const playing = new Playing(table, { changed: show, ended, interrupted })
  const shown = new ShownPart()
  let session = null, opener = null
  let paused = 0

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
    try {
      if (!(await playing.start(session, paused, GAIN))) return
    } catch (problem) {
      noSound(problem)
    }
    shown.sayAgain()
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
    byId('pause').textContent = playing.isOn ? 'Pause' : 'Go on'
    shown.show(session.segments, playing.isOn ? playing.position : paused, playing.isOn)
  }
}
