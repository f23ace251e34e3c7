import { assert, describe, it } from "@effect/vitest"
import { HashMap, Option } from "effect"
import {
  Edge,
  type Link,
  type LinkageModel,
  LinkPath,
  LinkRecord,
  Regrouping,
  Resolution,
  ResolutionChange,
} from "entrepot/customers"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import { seen, subject } from "./support/people.ts"
import {
  type Apply,
  leftOf,
  nobody,
  step,
  stepsOf,
  subjects,
  whole,
  world,
} from "./support/steps.ts"
import { ways } from "./support/ways.ts"
import { numbers, sameForAllOrders, shuffled } from "./support/worlds.ts"

const { apply } = ResolutionChange

// --- order ---------------------------------------------------------------------------------------

/** Whatever comes first, and one by one or together: the same customers, links and generic values. */
const orderDoesNotMatter = (makeApply: () => Apply) =>
  fc.property(world, fc.nat(), (all, seed) => {
    const steps = shuffled(stepsOf(all), numbers(seed))
    const arrived = steps.reduce(makeApply(), nobody)
    assert.deepStrictEqual(seen(arrived), seen(whole(all)))
  })

/** Names customers by the record that arrived first. */
const namingByArrival = (): Apply => {
  let arrived = 0
  return (resolution, change) =>
    apply(resolution, {
      ...change,
      put: (change.put ?? []).map((one) => ({ ...one, since: (arrived += 1) })),
    })
}

/** Decides once: what a record is linked to when it comes, and nothing after. */
const neverLookingBack = (): Apply => (resolution, change) => {
  const after = apply(resolution, change)
  const isKept = HashMap.every(resolution.entries, (entry, id) =>
    Option.exists(
      Resolution.find(after, id),
      (now) =>
        entry.component.customerOf.get(id)?.recordIds.every((one) => now.recordIds.includes(one)) ??
        false,
    ),
  )
  return isKept ? after : resolution
}

/** Forgets a decision about records that have not come yet. */
const edgesNeedRecords = (): Apply => (resolution, change) =>
  apply(resolution, {
    ...change,
    connect: (change.connect ?? []).filter((edge) =>
      Edge.recordsOf(edge).every((id) => HashMap.has(resolution.entries, id)),
    ),
  })

/** Takes a change in by other limits than the model's. */
const limited = (
  resolution: Resolution.Resolution,
  change: ResolutionChange.Change,
  others: Partial<LinkageModel.Limits>,
): Resolution.Resolution => {
  const { linker: small } = nobody
  const other = { ...small, limits: { ...small.limits, ...others } }
  return { ...apply({ ...resolution, linker: other }, change), linker: small }
}

/** Counts who has a value only once there are many records, and not again for those before. */
const countingLate = (): Apply => (resolution, change) => {
  const isEarly = HashMap.size(resolution.entries) < 4
  return limited(resolution, change, isEarly ? { companions: Infinity } : {})
}

/** Looks past keys that are crowded when a record comes, whoever is there later. */
const crowdedOnArrival = (): Apply => (resolution, change) => {
  const isEarly = HashMap.size(resolution.entries) < 4
  return limited(resolution, change, { perKey: isEarly ? Infinity : 1 })
}

describe("who is who", () => {
  it("does not hang on the order in which records and decisions come", () => {
    holds(
      orderDoesNotMatter(() => apply),
      300,
    )
  })

  it("would, if one thing or the other were decided by who comes first", () => {
    kills(orderDoesNotMatter(namingByArrival))
    kills(orderDoesNotMatter(neverLookingBack))
    kills(orderDoesNotMatter(edgesNeedRecords))
    kills(orderDoesNotMatter(countingLate))
    kills(orderDoesNotMatter(crowdedOnArrival))
  })

  it("is the same for many orders of two hundred records, with few guests and many", () => {
    for (const guestShare of [0, 0.5, 0.8]) sameForAllOrders(guestShare, 20)
  })
})

// --- what is taken back --------------------------------------------------------------------------

/** After any steps, what is there is what is left, resolved as a whole: unmerged is never merged. */
const nothingLingers = (broken: Apply) =>
  fc.property(fc.array(step, { maxLength: 12, size: "max" }), (steps) => {
    assert.deepStrictEqual(seen(steps.reduce(broken, nobody)), seen(whole(leftOf(steps))))
  })

describe("what is taken back", () => {
  it("leaves no trace", () => {
    holds(nothingLingers(apply))
  })

  it("would, if a merge stayed, a record, or what it said before", () => {
    kills(nothingLingers((resolution, { disconnect: _, ...rest }) => apply(resolution, rest)))
    kills(nothingLingers((resolution, { remove: _, ...rest }) => apply(resolution, rest)))
    kills(
      nothingLingers((resolution, change) =>
        apply(resolution, {
          ...change,
          put: (change.put ?? []).map((one) => {
            const before = Option.getOrUndefined(HashMap.get(resolution.entries, one.record.id))
            const values = new Map([...(before?.record.values ?? []), ...one.record.values])
            return { ...one, record: { ...one.record, values } }
          }),
        }),
      ),
    )
  })
})

// --- stability -----------------------------------------------------------------------------------

/** Names of customers, by the first of their records. */
type Naming = (resolution: Resolution.Resolution) => ReadonlyMap<string, string>
const names: Naming = (resolution) =>
  new Map(
    Resolution.customers(resolution).flatMap(({ id, recordIds }) =>
      recordIds.map((one) => [one, id]),
    ),
  )

/** What strangers do changes no name, and nothing of theirs is gathered anew. */
const strangersChangeNothing = (change: Apply, nameOf: Naming) =>
  fc.property(world, subjects, fc.array(step, { maxLength: 3 }), (all, strangers, steps) => {
    const strange = (one: Resolution.Subject) => ({
      ...one,
      record: LinkRecord.make(
        `z${one.record.id}`,
        Object.fromEntries(
          Array.from(one.record.values, ([field, own]) => [field, own.map((value) => `z${value}`)]),
        ),
      ),
    })
    const before = apply(whole(all), { put: strangers.map(strange) })
    const after = steps.reduce(
      (resolution, { put = [], remove = [] }) =>
        change(resolution, { put: put.map(strange), remove: remove.map((id) => `z${id}`) }),
      before,
    )
    for (const { record } of all.subjects) {
      assert.strictEqual(nameOf(after).get(record.id), nameOf(before).get(record.id))
      const [one, other] = [before, after].map((found) => Resolution.componentOf(found, record.id))
      assert.strictEqual(
        Option.getOrThrow(one ?? Option.none()),
        Option.getOrThrow(other ?? Option.none()),
      )
    }
  })

describe("the ids of customers", () => {
  it("stay as they are whatever strangers do, and nobody looks at them", () => {
    holds(strangersChangeNothing(apply, names), 300)
  })

  it("would not, if customers were numbered, or all were asked anew", () => {
    const numbered: Naming = (resolution) => {
      const ranks = Resolution.customers(resolution)
        .toReversed()
        .map(({ id }, rank) => [id, String(rank)] as const)
      const rankOf = new Map(ranks)
      return new Map(Array.from(names(resolution), ([one, id]) => [one, rankOf.get(id) ?? ""]))
    }
    kills(strangersChangeNothing(apply, numbered))
    kills(
      strangersChangeNothing(
        (resolution, change) => ResolutionChange.refit(apply(resolution, change), nobody.linker),
        names,
      ),
    )
  })
})

/** Every customer who is not as before is told of, and nobody else. */
const changesAreTold = (between: typeof Regrouping.between) =>
  fc.property(world, step, (all, change) => {
    const [before, after] = [whole(all), apply(whole(all), change)]
    const told = between(before, after)
    const text = (customers: ReadonlyArray<Resolution.Customer>) =>
      customers.map(({ id, recordIds }) => `${id}: ${recordIds.toSorted().join()}`)
    const [was, is] = [before, after].map((found) => text(Resolution.customers(found)))
    const gone = was?.filter((one) => !is?.includes(one)) ?? []
    const come = is?.filter((one) => !was?.includes(one)) ?? []
    for (const one of gone)
      assert.include(
        told.flatMap((found) => text(found.before)),
        one,
      )
    for (const one of come)
      assert.include(
        told.flatMap((found) => text(found.after)),
        one,
      )
    if (gone.length + come.length === 0) assert.deepStrictEqual(told, [])
  })

describe("the log of customers", () => {
  it("tells of all who changed, and of nobody else", () => {
    holds(changesAreTold(Regrouping.between), 300)
  })

  it("would not, if it told of names alone, or of everybody", () => {
    kills(
      changesAreTold((before, after) =>
        Regrouping.between(before, after).filter(({ changes }) =>
          changes.every(({ _tag }) => _tag !== "Regrouped"),
        ),
      ),
    )
    kills(
      changesAreTold((before, after) => [
        { before: Resolution.customers(before), after: Resolution.customers(after), changes: [] },
      ]),
    )
  })
})

// --- paths ---------------------------------------------------------------------------------------

/** A path goes from one to the other, and all others are as weak somewhere, or weaker. */
const pathsAreStrong = (between: typeof LinkPath.between) =>
  fc.property(world, (all) => {
    const resolution = whole(all)
    for (const { recordIds } of Resolution.customers(resolution))
      for (const to of recordIds) {
        const from = recordIds[0] ?? ""
        const path = Option.getOrThrow(between(resolution, from, to))
        const end = path.reduce((at, { a, b }) => (at === a ? b : at === b ? a : "nowhere"), from)
        assert.strictEqual(end, to)
        const { links } = Option.getOrThrow(Resolution.componentOf(resolution, from))
        const strength = (link: Link.Link) => -links.indexOf(link)
        const weakest = Math.min(...path.map(strength))
        const stronger = links.filter((link) => strength(link) > weakest)
        if (path.length > 0) assert.strictEqual(ways(stronger, from, to).length, 0)
      }
  })

describe("the path between two records", () => {
  it("goes by the strongest links", () => {
    holds(pathsAreStrong(LinkPath.between), 300)
  })

  it("would not, if it were the shortest", () => {
    kills(
      pathsAreStrong((resolution, from, to) =>
        Option.map(Resolution.componentOf(resolution, from), ({ links }) =>
          ways(links, from, to).reduce((best, way) => (way.length < best.length ? way : best)),
        ),
      ),
    )
  })
})

describe("a subject", () => {
  it("that is put again replaces the one before", () => {
    const put = [subject("a", { phone: "1" }), subject("b", { phone: "1" })]
    const two = apply(apply(nobody, { put }), { put: [subject("b", { phone: "2" })] })
    assert.strictEqual(Resolution.customers(two).length, 2)
  })
})
