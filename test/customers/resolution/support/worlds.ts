import { assert } from "@effect/vitest"
import { HashMap } from "effect"
import { type Linker, type LinkRecord, Resolution, ResolutionChange } from "entrepot/customers"

import { linker, subject } from "./people.ts"

/** A small generator of numbers from 0 to 1 (mulberry32), so that a world is a seed. */
export const numbers = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}

/** The same in another order (Fisher & Yates 1938). */
export const shuffled = <A>(items: ReadonlyArray<A>, next: () => number): ReadonlyArray<A> => {
  const order = [...items]
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(next() * (last + 1))
    const [one, two] = [order[last], order[other]]
    if (one !== undefined && two !== undefined) [order[last], order[other]] = [two, one]
  }
  return order
}

/**
 * Two hundred records of ninety people, who order by one of two phones and e-mail addresses, some of
 * them shared in a family, or by the shop's own phone; guests have no account.
 */
export const shop = (seed: number, guestShare: number): ReadonlyArray<Resolution.Subject> => {
  const next = numbers(seed)
  const upTo = (limit: number) => Math.floor(next() * limit)
  const phoneOf = (person: number): string => {
    const kind = next()
    if (kind < 0.1) return "the shop's own"
    return kind < 0.2 ? `home ${person % 9}` : `phone ${person}.${upTo(2)}`
  }
  return Array.from({ length: 200 }, (_, i) => {
    const person = upTo(90)
    const values = {
      ...(next() < guestShare ? {} : { account: `account ${person}` }),
      ...(next() < 0.7 ? { phone: phoneOf(person) } : {}),
      ...(next() < 0.5 ? { email: `mail ${person}.${upTo(2)}` } : {}),
      ...(next() < 0.9 ? { name: `name ${person % 60}` } : {}),
      ...(next() < 0.1 ? { nationalId: `id ${person}` } : {}),
    }
    return subject(`r${i}`, values, upTo(50))
  })
}

/** Asks a linker once for each record and pair: its answers hang on nothing else. */
export const remembering = (
  linker: Linker.Linker,
  records: ReadonlyArray<LinkRecord.LinkRecord>,
): Linker.Linker => {
  const { linkOf, vetoOf, waterfallOf } = linker.over(records)
  const judge = { linkOf: ofPairs(linkOf), vetoOf: ofPairs(vetoOf), waterfallOf }
  const once = <A>(ask: (record: LinkRecord.LinkRecord) => A) => {
    const known = new Map(records.map((record) => [record, ask(record)]))
    return (record: LinkRecord.LinkRecord) => known.get(record) ?? ask(record)
  }
  return {
    ...linker,
    keysOf: once(linker.keysOf),
    vetoKeyOf: once(linker.vetoKeyOf),
    over: () => judge,
  }
}

type OfPair<A> = (a: LinkRecord.LinkRecord, b: LinkRecord.LinkRecord) => A

const ofPairs = <A>(ask: OfPair<A>): OfPair<A> => {
  const known = new Map<LinkRecord.LinkRecord, Map<LinkRecord.LinkRecord, { readonly answer: A }>>()
  return (a, b) => {
    const own = known.get(a) ?? new Map<LinkRecord.LinkRecord, { readonly answer: A }>()
    const found = own.get(b) ?? { answer: ask(a, b) }
    known.set(a, own.set(b, found))
    return found.answer
  }
}

/** So little that two hundred records have generic values and crowded keys. */
const limits = { companions: 4, records: 30, perKey: 4 }

/** Worlds of which each is asked in a part of the orders. */
const worlds = 5

/**
 * The same customers, whether a shop's records come together or in parts, in any order. Of so many
 * orders each world has its share.
 */
export const sameForAllOrders = (guestShare: number, permutations: number): void => {
  for (let world = 0; world < worlds; world += 1) {
    const records = shop(world, guestShare)
    const known = records.map(({ record }) => record)
    const none = Resolution.empty(remembering({ ...linker, limits }, known))
    const { apply } = ResolutionChange
    const whole = apply(none, { put: records })
    assert.isNotEmpty(Resolution.genericValues(whole))
    const sizes = Array.from(HashMap.values(whole.blocks), (ids) => ids.length)
    assert.isAbove(Math.max(...sizes), limits.perKey)
    const wanted = JSON.stringify(Resolution.customers(whole))
    for (let seed = world; seed < permutations; seed += worlds) {
      const next = numbers(seed)
      let order = shuffled(records, next)
      let arrived = none
      while (order.length > 0) {
        const together = 1 + Math.floor(next() * 200)
        arrived = apply(arrived, { put: order.slice(0, together) })
        order = order.slice(together)
      }
      const found = JSON.stringify(Resolution.customers(arrived))
      assert.isTrue(found === wanted, `guests ${guestShare}, world ${world}, seed ${seed}`)
    }
  }
}
