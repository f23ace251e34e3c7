/**
 * Small numbers for pairs of numbers, as they come: a hash table without objects.
 *
 * @module
 */

/** Numbers pairs from 0. */
export interface PairNumbers {
  /** The number of a pair; a new one is given the next. */
  readonly of: (first: number, second: number) => number
  /** How many there are. */
  readonly size: () => number
  /** The parts of a pair, by its number. */
  readonly first: (number: number) => number
  readonly second: (number: number) => number
}

/** Numbers pairs of numbers from 0 up to 2 ** 31. */
export const make = (): PairNumbers => {
  let mask = (1 << 10) - 1
  let slots = new Int32Array(mask + 1)
  let firsts = new Int32Array((mask + 1) >> 1)
  let seconds = new Int32Array((mask + 1) >> 1)
  let size = 0
  const slotOf = (first: number, second: number): number => {
    let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)
    hash ^= hash >>> 15
    let slot = hash & mask
    for (;;) {
      const number = (slots[slot] ?? 0) - 1
      if (number < 0 || (firsts[number] === first && seconds[number] === second)) return slot
      slot = (slot + 1) & mask
    }
  }
  const grow = (): void => {
    mask = 2 * mask + 1
    slots = new Int32Array(mask + 1)
    firsts = grown(firsts)
    seconds = grown(seconds)
    for (let number = 0; number < size; number += 1)
      slots[slotOf(firsts[number] ?? 0, seconds[number] ?? 0)] = number + 1
  }
  return {
    of: (first, second) => {
      const slot = slotOf(first, second)
      const known = slots[slot] ?? 0
      if (known > 0) return known - 1
      firsts[size] = first
      seconds[size] = second
      size += 1
      slots[slot] = size
      if (size === firsts.length) grow()
      return size - 1
    },
    size: () => size,
    first: (number) => firsts[number] ?? 0,
    second: (number) => seconds[number] ?? 0,
  }
}

const grown = (list: Int32Array): Int32Array<ArrayBuffer> => {
  const longer = new Int32Array(2 * list.length)
  longer.set(list)
  return longer
}
