/** Times of the page as the reader's own clock has them. */

const words = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' })

for (const time of document.querySelectorAll('time')) {
  time.textContent = words.format(new Date(time.dateTime))
}
