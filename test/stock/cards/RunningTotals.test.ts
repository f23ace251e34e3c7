import { assert, describe, it } from "@effect/vitest"
import { RunningTotals } from "entrepot/stock"
import fc from "fast-check"

import { kills } from "../../kernel/law.ts"

/** Changes at instants in an order that a few numbers tell: upwards, downwards, or to and fro. */
interface World {
  readonly count: number
  readonly stride: number
  readonly instants: number
  readonly atOnce: number
}

const worlds: fc.Arbitrary<World> = fc.record({
  count: fc.integer({ min: 0, max: 2_500 }),
  stride: fc.oneof(fc.constantFrom(1, -1), fc.integer({ min: -50, max: 50 })),
  instants: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.constant(2_503)),
  atOnce: fc.integer({ min: 100, max: 1_000 }),
})

const changesOf = ({ count, stride, instants }: World): ReadonlyArray<RunningTotals.Change> =>
  Array.from({ length: count }, (_, i) => ({
    at: (((i * stride) % instants) + instants) % instants,
    rows: 1,
    amounts: [[i % 2 === 0 ? "Shelf" : "Held", `${(i % 5) - 5}`]],
  }))

/** What a tree is made of; a mutant replaces one part. */
interface Tree {
  readonly add: typeof RunningTotals.add
  readonly until: typeof RunningTotals.until
}
const tree: Tree = { add: RunningTotals.add, until: RunningTotals.until }

/** Kept as records are: only the root is at hand, and nodes are looked up where they are needed. */
const keptBy = ({ add }: Tree, { atOnce }: World, changes: ReadonlyArray<RunningTotals.Change>) => {
  const kept = new Map<number, RunningTotals.Node>()
  let root = RunningTotals.empty
  for (let from = 0; from < changes.length; from += atOnce) {
    const some = changes.slice(from, from + atOnce)
    const known = some.reduce((totals, { at }) => lookedUp(totals, kept, at).totals, root)
    const after = add(known, some)
    for (const [number, node] of after.nodes) kept.set(number, node)
    root = RunningTotals.of(after.root, after.size)
  }
  return { root, kept }
}

const lookedUp = (
  root: RunningTotals.RunningTotals,
  kept: ReadonlyMap<number, RunningTotals.Node>,
  at: number,
) => {
  let totals = root
  for (let reads = 0; ; reads += 1) {
    const number = RunningTotals.unknown(totals, at)
    if (number === undefined) return { totals, reads }
    totals = RunningTotals.within(totals, [[number, kept.get(number) ?? []]])
  }
}

const sumsWhatCame = (tree: Tree) =>
  fc.property(worlds, (world) => {
    const changes = changesOf(world)
    const { root, kept } = keptBy(tree, world, changes)
    for (const at of [-1, 0, 1, 33, world.instants >>> 1, world.instants - 1, world.instants]) {
      const { totals, reads } = lookedUp(root, kept, at)
      const { rows, amounts } = tree.until(totals, at)
      const came = changes.filter((change) => change.at <= at)
      const sums = new Map<string, number>()
      for (const [account, units] of came.flatMap(({ amounts }) => amounts))
        sums.set(account, (sums.get(account) ?? 0) + Number(units))
      assert.strictEqual(rows, came.length, `rows until ${at}`)
      assert.deepStrictEqual(
        new Map(amounts),
        new Map(Array.from(sums, ([account, units]) => [account, `${units}`])),
        `amounts until ${at}`,
      )
      assert.isAtMost(reads, 2)
    }
    const instants = new Set(changes.map(({ at }) => at)).size
    assert.isAtMost(root.size, instants / 14 + 3, "nodes that are not half full")
    for (const node of [root.root, ...kept.values()])
      assert.isAtMost(node.length, RunningTotals.mostEntries)
  })

const leavingOutTheInstant: Tree = {
  ...tree,
  until: (totals, at) => RunningTotals.until(totals, at - 1),
}

const passingOverTheLate: Tree = {
  ...tree,
  add: (totals, changes) => {
    let latest = totals.root.at(-1)?.at ?? 0
    const onTime = Array.from(changes).filter(({ at }) => {
      latest = Math.max(latest, at)
      return at === latest
    })
    return RunningTotals.add(totals, onTime)
  },
}

describe("running totals", () => {
  it("sum what came until an instant, in whatever order it became known, by few nodes", () => {
    fc.assert(sumsWhatCame(tree), { numRuns: 60 })
    kills(sumsWhatCame(leavingOutTheInstant))
    kills(sumsWhatCame(passingOverTheLate))
  })

  it("know only what was looked up", () => {
    const changes = changesOf({ count: 100, stride: 1, instants: 100, atOnce: 100 })
    const { root, size } = RunningTotals.add(RunningTotals.empty, changes)
    const totals = RunningTotals.of(root, size)
    assert.throws(() => RunningTotals.until(totals, 50), "was not looked up")
  })
})
