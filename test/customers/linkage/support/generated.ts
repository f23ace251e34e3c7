/** People with records of their own and slips of the pen, drawn by a seed. */
import { LinkRecord } from "entrepot/customers"

import type { Data } from "./files.ts"

const types = {
  "given name": "givenName",
  surname: "surname",
  "birth date": "birthDate",
  city: "locality",
  postcode: "postcode",
  email: "email",
  phone: "phone",
} as const

/** Numbers from 0 up to 1 (mulberry32, Ettinger 2017). */
export const drawing = (seed: number): (() => number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const syllables =
  "an bel cor da el fin ga hol im jo ka lu mar no os pe qui ro sa ti ul vo wen xa yo zi".split(" ")

/** How many people have one record only, and how many records the others have at most. */
interface Copies {
  readonly alone: number
  readonly most: number
}

/** So many records: a third of the people have one, the others up to five, unless it is said. */
export const people = (
  records: number,
  seed: number,
  { alone, most }: Copies = { alone: 0.34, most: 5 },
): Data => {
  const draw = drawing(seed)
  const below = (end: number) => Math.floor(draw() * end)
  const pick = <A>(all: ReadonlyArray<A>): A | undefined => all[below(all.length)]
  /** Small numbers are frequent, as names are (Zipf 1949, roughly). */
  const skewed = <A>(all: ReadonlyArray<A>) => all[Math.floor(all.length * draw() ** 3)]
  const names = (count: number, parts: number) =>
    Array.from({ length: count }, () =>
      Array.from({ length: parts }, () => pick(syllables) ?? "").join(""),
    )
  const [given, family, cities] = [names(800, 2), names(6_000, 3), names(300, 3)]
  const slipped = (text: string): string => {
    const at = below(text.length)
    const [before, own, after] = [text.slice(0, at), text.charAt(at), text.slice(at + 1)]
    const other = String.fromCharCode(/\d/.test(own) ? 48 + below(10) : 97 + below(26))
    const way = below(4)
    if (way === 0) return before + other + after
    if (way === 1) return before + after
    if (way === 2) return before + own + other + after
    return before + after.charAt(0) + own + after.slice(1)
  }
  const told = (text: string, missing: number): string => {
    if (draw() < missing) return ""
    return draw() < 0.1 ? slipped(text) : text
  }
  const found: Array<LinkRecord.LinkRecord> = []
  const truth = new Map<string, string>()
  for (let person = 0; found.length < records; person += 1) {
    const [first = "", last = ""] = [skewed(given), skewed(family)]
    const city = below(cities.length)
    const born = new Date(Date.UTC(1940, 0, 1 + below(27_000))).toISOString().slice(0, 10)
    const email = `${first}.${last}${below(100)}@${pick(syllables)}mail.com`
    const phone = `+4477${String(below(1e8)).padStart(8, "0")}`
    const copies = draw() < alone ? 1 : 2 + below(most - 1)
    for (let copy = 0; copy < copies && found.length < records; copy += 1) {
      const names = draw() < 0.03 ? [last, first] : [first, last]
      // The id does not give the person away.
      const id = `${below(1e9)}-${found.length}`
      truth.set(id, String(person))
      found.push(
        LinkRecord.make(id, {
          "given name": told(names[0] ?? "", 0.05),
          surname: told(names[1] ?? "", 0.02),
          "birth date": told(born, 0.3).replaceAll("-", ""),
          city: told(cities[city] ?? "", 0.1),
          postcode: told(String(10_000 + city * 7 + below(7)), 0.1),
          email: told(draw() < 0.15 ? `${first}${below(1e4)}@post.org` : email, 0.2),
          phone: told(draw() < 0.15 ? `+4478${below(1e8)}` : phone, 0.3),
        }),
      )
    }
  }
  return {
    records: found,
    parts: [found],
    truth,
    types,
    empty: 0,
    untold: 0,
    unread: [],
    uneven: [],
  }
}
