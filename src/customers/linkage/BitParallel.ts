/**
 * Similarity of short texts, where one machine word holds a bit for each character of one of them.
 *
 * @module
 */

/** So many UTF-16 units the text may have of which each is a bit. */
export const longest = 31

/** Where each unit stands in a text, as bits; all are noughts between two calls. */
const places = new Int32Array(1 << 16)

const mark = (text: string): void => {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    places[unit] = (places[unit] ?? 0) | (1 << at)
  }
}

const clear = (text: string): void => {
  for (let at = 0; at < text.length; at += 1) places[text.charCodeAt(at)] = 0
}

/**
 * The edits of optimal string alignment, a column of the table at a time (Hyyrö 2003). The first text
 * is not empty, and not longer than {@link longest}.
 */
export const edits = (a: string, b: string): number => {
  mark(a)
  const last = 1 << (a.length - 1)
  let found = a.length
  // Where the next cell of a column is one more, or one less; and where the diagonal does not grow.
  let [more, less, even] = [-1, 0, 0]
  let before = 0
  for (let at = 0; at < b.length; at += 1) {
    const here = places[b.charCodeAt(at)] ?? 0
    const swapped = ((~even & here) << 1) & before
    even = ((((here & more) + more) | 0) ^ more) | here | less | swapped
    const right = less | ~(even | more)
    const left = even & more
    if ((right & last) !== 0) found += 1
    if ((left & last) !== 0) found -= 1
    const shifted = (right << 1) | 1
    more = (left << 1) | ~(even | shifted)
    less = shifted & even
    before = here
  }
  clear(a)
  return found
}

/**
 * The similarity of Jaro (1989), where each character of the first text takes the first one of the
 * second that is within reach and free. Neither is longer than {@link longest}.
 */
export const jaro = (a: string, b: string): number => {
  mark(b)
  const reach = Math.max(0, (Math.max(a.length, b.length) >> 1) - 1)
  let within = (1 << (reach + 1)) - 1
  let [ofA, ofB, common] = [0, 0, 0]
  for (let at = 0; at < a.length; at += 1) {
    const free = (places[a.charCodeAt(at)] ?? 0) & within & ~ofB
    if (free !== 0) {
      ofA |= 1 << at
      ofB |= free & -free
      common += 1
    }
    within = (within << 1) | (at < reach ? 1 : 0)
  }
  clear(b)
  if (common === 0) return 0
  let misplaced = 0
  for (; ofA !== 0; ofA &= ofA - 1) {
    if (a.charCodeAt(lowest(ofA)) !== b.charCodeAt(lowest(ofB))) misplaced += 1
    ofB &= ofB - 1
  }
  return (common / a.length + common / b.length + (common - misplaced / 2) / common) / 3
}

/** The place of the lowest bit. */
const lowest = (bits: number): number => 31 - Math.clz32(bits & -bits)
