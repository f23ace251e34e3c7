/**
 * Where records stand in one order: by id, or by the entries of an index.
 *
 * @module
 */
import { Key } from "entrepot/store"

/** A string that a record is found by, and its id, which decides between equal ones. */
export interface Place {
  readonly at: string
  readonly id: string
}

/** Places of one list; a longer one is cut in two, so that a new place moves few others. */
const most = 512

/** Negative, zero or positive, as for `Array.sort`. */
const compare = (left: Place, right: Place): number =>
  Key.compareBytes(left.at, right.at) || Key.compareBytes(left.id, right.id)

/** The first of ascending items that is not before a place; their number where all are. */
const firstFrom = <A>(items: ReadonlyArray<A>, placeOf: (item: A) => Place, place: Place) => {
  let [low, high] = [0, items.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = items[middle]
    if (item !== undefined && compare(placeOf(item), place) < 0) low = middle + 1
    else high = middle
  }
  return low
}

const itself = (place: Place): Place => place
const lastOf = (list: ReadonlyArray<Place>): Place => list.at(-1) ?? { at: "", id: "" }

/** Places in ascending order, by the bytes of their strings. */
export class Places {
  /** None of them is empty; each ends before the next begins. */
  readonly #lists: Array<Array<Place>> = []

  add(place: Place): void {
    const at = Math.min(firstFrom(this.#lists, lastOf, place), this.#lists.length - 1)
    const list = this.#lists[at]
    if (list === undefined) {
      this.#lists.push([place])
      return
    }
    list.splice(firstFrom(list, itself, place), 0, place)
    if (list.length > most) this.#lists.splice(at + 1, 0, list.splice(most / 2))
  }

  drop(place: Place): void {
    const at = firstFrom(this.#lists, lastOf, place)
    const list = this.#lists[at]
    const found = list === undefined ? 0 : firstFrom(list, itself, place)
    const known = list?.[found]
    if (list === undefined || known === undefined || compare(known, place) !== 0) return
    list.splice(found, 1)
    if (list.length === 0) this.#lists.splice(at, 1)
  }

  /** Those from a place on, which is among them. */
  *from(place: Place): Generator<Place> {
    for (let at = firstFrom(this.#lists, lastOf, place); at < this.#lists.length; at++) {
      const list = this.#lists[at] ?? []
      for (let i = firstFrom(list, itself, place); i < list.length; i++) yield list[i] ?? place
    }
  }

  /** Those before a place, or all, the last first. */
  *before(place: Place | undefined): Generator<Place> {
    const end = place === undefined ? this.#lists.length : firstFrom(this.#lists, lastOf, place)
    for (let at = Math.min(end, this.#lists.length - 1); at >= 0; at--) {
      const list = this.#lists[at] ?? []
      let i = place === undefined ? list.length : firstFrom(list, itself, place)
      while (--i >= 0) yield list[i] ?? lastOf(list)
    }
  }
}
