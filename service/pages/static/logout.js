/** Log out. */

import { ask } from './api.js'
import { notice } from './notice.js'

document.getElementById('log-out').addEventListener('click', async () => {
  try {
    await ask('DELETE', '/v1/session')
    location.assign('/login')
  } catch (error) {
    notice(error.message, { wrong: true })
  }
})
