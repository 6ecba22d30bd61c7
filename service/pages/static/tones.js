/** The sounds of the metronome, made of the table that the server's own click tracks are made of. */

/** Samples of a sound from its start; a tone swells and fades with half a cosine and rings off between. */
export function waveform(tones, rate) {
  const ends = tones.map((tone) => Math.round((tone.start_s + tone.length_s) * rate))
  const whole = new Float32Array(Math.max(...ends))
  for (const tone of tones) {
    const first = Math.round(tone.start_s * rate)
    for (let at = 0; at < Math.round(tone.length_s * rate); at++) whole[first + at] += sample(tone, at / rate)
  }
  return whole
}

function sample(tone, time) {
  const edges = swell(time / tone.rise_s) * swell((tone.length_s - time) / tone.fall_s)
  const ringing = Math.sin(2 * Math.PI * tone.pitch_hz * time) * Math.exp(-time / tone.decay_s)
  return tone.level * edges * ringing
}

function swell(share) {
  return 0.5 - 0.5 * Math.cos(Math.PI * Math.min(1, Math.max(0, share)))
}

/** All sounds by name, ready to be played by a context. */
export function soundsOf(context, table) {
  return Object.fromEntries(Object.entries(table).map(([name, tones]) => [name, bufferOf(context, tones)]))
}

function bufferOf(context, tones) {
  const samples = waveform(tones, context.sampleRate)
  const buffer = context.createBuffer(1, samples.length, context.sampleRate)
  buffer.copyToChannel(samples, 0)
  return buffer
}
