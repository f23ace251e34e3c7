/**
 * Former ids of customers, and who has them now. Pure.
 *
 * @module
 */
import { HashMap, Option } from "effect"

import type { CustomerChange } from "./Regrouping.ts"
import * as Resolution from "./Resolution.ts"

/**
 * The successor of each id whose record may be gone. An id whose record is there needs none: it means
 * the customer of that record.
 */
export type Aliases = HashMap.HashMap<string, string>

/** No id had to be given up yet. */
export const none: Aliases = HashMap.empty()

/** The aliases after a change: an id that is given up points to its successor, one in use to none. */
export const evolve = (aliases: Aliases, change: CustomerChange): Aliases => {
  switch (change._tag) {
    case "Founded":
      return HashMap.remove(aliases, change.customer)
    case "Renamed":
      return succeed(aliases, change.from, change.to)
    case "Merged":
      return change.from.reduce((known, id) => succeed(known, id, change.into), aliases)
    case "Split":
      return change.into.reduce(
        (known, id) => HashMap.remove(known, id),
        succeed(aliases, change.from, change.into[0] ?? change.from),
      )
    case "Regrouped":
    case "Ended":
      return aliases
  }
}

const succeed = (aliases: Aliases, from: string, to: string): Aliases => {
  const inUse = HashMap.remove(aliases, to)
  return from === to ? inUse : HashMap.set(inUse, from, to)
}

/**
 * The customer whom an id means now, be it theirs or a former one.
 *
 * @example
 * ```ts
 * import { Option } from "effect"
 * import { Aliases, LinkRecord, ModelLinker, PriorModel, Resolution, ResolutionChange } from "entrepot/customers"
 *
 * const subject = (id: string) => ({ record: LinkRecord.make(id, {}), since: 0 })
 * const nobody = Resolution.empty(ModelLinker.make(PriorModel.model))
 * const resolution = ResolutionChange.apply(nobody, { put: [subject("web-1")] })
 * const renamed = { _tag: "Renamed", from: "erased-7", to: "web-1" } as const
 * const aliases = Aliases.evolve(Aliases.none, renamed)
 * console.log(Option.map(Aliases.find(resolution, aliases, "erased-7"), ({ id }) => id))
 * ```
 * ```text
 * { _id: 'Option', _tag: 'Some', value: 'web-1' }
 * ```
 */
export const find = (
  resolution: Resolution.Resolution,
  aliases: Aliases,
  customerId: string,
): Option.Option<Resolution.Customer> => {
  const seen = new Set<string>()
  for (let id = customerId; !seen.has(id);) {
    const found = Resolution.find(resolution, id)
    if (Option.isSome(found)) return found
    seen.add(id)
    id = Option.getOrElse(HashMap.get(aliases, id), () => id)
  }
  return Option.none()
}
