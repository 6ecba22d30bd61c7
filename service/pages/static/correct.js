/** The editor of corrections, for any frame of a clip. */

import { Drawings } from './drawings.js'
import { Editor } from './editor.js'
import { facts } from './facts.js'
import { Figures, Pictures } from './frames.js'
import { Keys } from './keys.js'
import { failed, notice } from './notice.js'
import { newest } from './revisions.js'
import { bindSteps, Stage } from './stage.js'

begin().catch(failed)

async function begin() {
  const keys = new Keys(document.getElementById('keys'), document.getElementById('help'))
  const now = await newest()
  const root = document.getElementById('stage')
  const stage = new Stage(root, { pictures: new Pictures(), figures: new Figures(now.number), frame: facts.frame })
  bindSteps(stage, keys)
  new Drawings(stage, keys)
  await stage.show(facts.frame)
  if (!facts.may_correct) return
  const editor = new Editor(stage, keys, now)
  keys.add('u', 'take back', () => editor.takeBack() || notice('There is nothing to take back.'))
  await editor.use(true)
}
