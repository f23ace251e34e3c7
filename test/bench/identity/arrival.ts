/** Records that arrive one after the other, in any order: who is who must not hang on it. */
import { type LinkageModel, ModelLinker, Resolution, ResolutionChange } from "entrepot/customers"

import type { Data } from "../../customers/linkage/support/files.ts"

/** Places in an order that hangs on the round alone. */
const shuffled = (size: number, round: number): ReadonlyArray<number> => {
  const weight = (at: number) => Math.imul(at + 1, 0x9e3779b1 + 2 * round) >>> 0
  return Array.from({ length: size }, (_, at) => at).toSorted((a, b) => weight(a) - weight(b))
}

/** Arrives in parts of uneven sizes, the first of them of single records. */
const parts = (places: ReadonlyArray<number>): ReadonlyArray<ReadonlyArray<number>> => {
  const found: Array<ReadonlyArray<number>> = []
  for (let at = 0; at < places.length;) {
    const size = at < 500 ? 1 : 1 + ((at * 7) % 97)
    found.push(places.slice(at, at + size))
    at += size
  }
  return found
}

/** The customer of each record, where all arrive in an order. */
const customersOf = (
  model: LinkageModel.LinkageModel,
  { records }: Data,
  places: ReadonlyArray<number>,
): ReadonlyMap<string, string> => {
  const nobody = Resolution.empty(ModelLinker.make(model))
  const resolution = parts(places).reduce(
    (known, part) =>
      ResolutionChange.apply(known, {
        put: part.flatMap((place) => {
          const record = records[place]
          return record === undefined ? [] : [{ record, since: place }]
        }),
      }),
    nobody,
  )
  return new Map(
    Resolution.customers(resolution).flatMap(({ id, recordIds }) =>
      recordIds.map((recordId) => [recordId, id] as const),
    ),
  )
}

/** How many records have another customer in some order of arrival than in the file's. */
export const movedBy = (model: LinkageModel.LinkageModel, data: Data, permutations: number) => {
  const first = customersOf(model, data, Array.from(data.records.keys()))
  const moved = new Set<string>()
  for (let round = 1; round <= permutations; round += 1) {
    const other = customersOf(model, data, shuffled(data.records.length, round))
    for (const [recordId, customer] of first)
      if (other.get(recordId) !== customer) moved.add(recordId)
  }
  return { customers: new Set(first.values()).size, moved: moved.size }
}
