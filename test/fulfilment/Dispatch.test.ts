import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import {
  type Consignment,
  DispatchList,
  Manifest,
  ManifestOver,
  Outbound,
  Parcel,
  ParcelsNotReady,
} from "entrepot/fulfilment"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"
import { consignment, label, line, mugs } from "./support/given.ts"

const cutoffAt = 7_200_000

const parcel = (
  parcelId: string,
  stage: Parcel.Parcel["stage"],
  more: Partial<Parcel.Parcel> = {},
): Parcel.Parcel => ({
  ...Parcel.opened(parcelId, 120),
  stage,
  scans: [
    {
      scanId: parcelId,
      sku: "MUG",
      quantity: 1,
      lines: [{ orderName: "7", lineId: "1", quantity: 1 }],
    },
  ],
  weighing: { measuredGrams: 470, expectedGrams: 470, allowedGrams: 25 },
  ...more,
})
const outbound = (
  consignmentId: string,
  parcels: ReadonlyArray<Parcel.Parcel>,
  more: Partial<Consignment.Consignment> = {},
): Outbound.Outbound => ({
  consignment: consignment({
    consignmentId,
    lines: [line("1", "MUG", Math.max(parcels.length, 1))],
    ...more,
  }),
  parcels,
  cancelled: false,
})
const ready = (parcelId: string, trackingNumber: string, courier = "post") =>
  parcel(parcelId, "labelled", { label: { ...label(trackingNumber), courier } })

const floor = [
  outbound("c2", [ready("p1", "T2"), ready("p2", "T3")]),
  outbound("c1", [ready("p1", "T1")]),
  outbound("c3", [ready("p1", "T4", "van")]),
  outbound("c4", [ready("p1", "T5")], { cutoffAt: 3_600_000 }),
  outbound("c5", [parcel("p1", "held")]),
  outbound("c6", [ready("p1", "T6")], { place: "shop" }),
]

describe("a dispatch list", () => {
  it("has the parcels of a place by cut-off and courier, with their weight and numbers", () => {
    const { collections } = DispatchList.of(floor, "main", 0)
    assert.deepStrictEqual(
      collections.map(({ courier, cutoffAt, parcels, weightGrams }) => [
        courier,
        cutoffAt,
        weightGrams,
        ...parcels.map(({ consignmentId, trackingNumber }) => `${consignmentId} ${trackingNumber}`),
      ]),
      [
        ["post", 3_600_000, 470, "c4 T5"],
        ["post", cutoffAt, 1_410, "c1 T1", "c2 T2", "c2 T3"],
        ["van", cutoffAt, 470, "c3 T4"],
      ],
    )
  })

  it("names what missed its cut-off, and how far it is", () => {
    const missedAt = (now: number) =>
      DispatchList.of(floor, "main", now).missed.map(({ consignmentId, parcels }) =>
        [consignmentId, ...parcels.map(({ status }) => status)].join(" "),
      )
    assert.deepStrictEqual(missedAt(3_600_000), [])
    assert.deepStrictEqual(missedAt(3_600_001), ["c4 labelled"])
    assert.deepStrictEqual(missedAt(cutoffAt + 1), [
      "c4 labelled",
      "c1 labelled",
      "c2 labelled labelled",
      "c3 labelled",
      "c5 held",
    ])
  })

  it("names units that nobody packed, unless they were put off", () => {
    const missed = (...parcels: ReadonlyArray<Parcel.Parcel>) =>
      DispatchList.of(
        [outbound("c1", parcels, { lines: [mugs] })],
        "main",
        cutoffAt + 1,
      ).missed.map(({ unpackedUnits }) => unpackedUnits)
    assert.deepStrictEqual(missed(), [3])
    assert.deepStrictEqual(missed(parcel("p1", "dispatched")), [2])
    const short = { rest: { _tag: "PartialShipment" } } as const
    assert.deepStrictEqual(missed(parcel("p1", "dispatched", short)), [])
    assert.deepStrictEqual(missed(parcel("p1", "stopped", short)), [3])
    const cancelled = { ...outbound("c1", []), cancelled: true }
    assert.deepStrictEqual(DispatchList.of([cancelled], "main", cutoffAt + 1).missed, [])
  })
})

const close = (
  ...[first = ["c1", "p1"], ...others]: ReadonlyArray<[string, string]>
): Manifest.CloseManifest => {
  const named = ([consignmentId, parcelId]: [string, string]) => ({ consignmentId, parcelId })
  return {
    commandId: "c",
    manifestId: "m1",
    place: "main",
    courier: "post",
    cutoffAt,
    parcels: [named(first), ...others.map(named)],
  }
}
const list = DispatchList.of(floor, "main", 0)
const manifestOf = (command: Manifest.CloseManifest) => {
  const events = Result.getOrThrow(Manifest.decide(undefined, list, command))
  const manifest = events.reduce<Manifest.Manifest | undefined>(Manifest.evolve, undefined)
  assert(manifest !== undefined)
  return manifest
}

describe("a manifest", () => {
  it("closes over parcels of one collection, with their weight", () => {
    const { parcels, weightGrams } = manifestOf(close(["c2", "p1"], ["c1", "p1"], ["c2", "p1"]))
    assert.deepStrictEqual(
      parcels.map(({ trackingNumber }) => trackingNumber),
      ["T2", "T1"],
    )
    assert.strictEqual(weightGrams, 940)
  })

  it("closes once", () => {
    const closed = manifestOf(close(["c1", "p1"], ["c2", "p2"]))
    const again = Manifest.decide(closed, list, close(["c2", "p2"], ["c1", "p1"]))
    assert.deepStrictEqual(Result.getOrUndefined(again), [])
    for (const other of [
      close(["c1", "p1"]),
      close(["c1", "p1"], ["c2", "p1"]),
      { ...close(["c1", "p1"], ["c2", "p2"]), courier: "van" },
    ]) {
      const refused = Manifest.decide(closed, list, other)
      assert(Result.isFailure(refused) && refused.failure instanceof ManifestOver)
      assert.strictEqual(refused.failure.message, 'manifest "m1" was closed over other parcels')
    }
  })

  it("names every parcel that is not ready for its courier and cut-off", () => {
    const refused = Manifest.decide(
      undefined,
      list,
      close(["c1", "p1"], ["c3", "p1"], ["c4", "p1"], ["c5", "p1"]),
    )
    assert(Result.isFailure(refused) && refused.failure instanceof ParcelsNotReady)
    assert.strictEqual(
      refused.failure.message,
      'manifest "m1" for post: parcel "p1" of "c3" is not ready; parcel "p1" of "c4" is not ready; ' +
        'parcel "p1" of "c5" is not ready',
    )
    const elsewhere = { ...list, place: "shop" }
    assert.isTrue(Result.isFailure(Manifest.decide(undefined, elsewhere, close())))
  })

  it("and its event are JSON as they are", () => {
    const events = Result.getOrThrow(Manifest.decide(undefined, list, close()))
    assert.deepStrictEqual<unknown>(
      Schema.decodeUnknownSync(Schema.Array(Manifest.ManifestEvent))(
        JSON.parse(JSON.stringify(events)),
      ),
      events,
    )
  })
})

// --- laws ----------------------------------------------------------------------------------------

const stageOf = fc.constantFrom("open" as const, "held" as const, "labelled" as const)
const outboundsOf = fc
  .array(
    fc.record({
      place: fc.constantFrom("main", "shop"),
      courier: fc.constantFrom("post", "van", "toString"),
      cutoffAt: fc.constantFrom(1, 2, 3),
      stages: fc.array(stageOf, { maxLength: 2 }),
    }),
    { maxLength: 4 },
  )
  .map((all) =>
    all.map(({ place, courier, cutoffAt, stages }, at) =>
      outbound(
        `c${at}`,
        stages.map((stage, index) => ({
          ...ready(`p${index}`, `T${at}-${index}`, courier),
          stage,
        })),
        { place, cutoffAt },
      ),
    ),
  )

/** Every parcel that is ready is in one collection, and every late consignment is named, once. */
const everyParcelIsListed = (of: typeof DispatchList.of) =>
  fc.property(outboundsOf, fc.integer({ min: 0, max: 4 }), (outbounds, now) => {
    const lists = ["main", "shop"].map((place) => of(outbounds, place, now))
    const listed = lists.flatMap(({ collections }) =>
      collections.flatMap(({ parcels }) => parcels.map(({ trackingNumber }) => trackingNumber)),
    )
    const expected = outbounds.flatMap(({ parcels }) =>
      parcels
        .filter(({ stage }) => stage === "labelled")
        .flatMap(({ label }) => label?.trackingNumber ?? []),
    )
    if (listed.toSorted().join() !== expected.toSorted().join())
      assert.fail(`${listed.join()}, not ${expected.join()}`)
    const missed = lists.flatMap((list) => list.missed.map(({ consignmentId }) => consignmentId))
    const late = outbounds
      .filter(({ consignment }) => consignment.cutoffAt < now)
      .map(({ consignment }) => consignment.consignmentId)
    if (missed.toSorted().join() !== late.join()) assert.fail(`missed ${missed.join()}`)
    for (const { collections } of lists)
      for (const { parcels, weightGrams } of collections)
        if (parcels.reduce((total, parcel) => total + parcel.weightGrams, 0) !== weightGrams)
          assert.fail("the weights do not sum")
  })

describe("the law of dispatch", () => {
  it("every parcel that is ready is listed once, and every late consignment is named", () => {
    holds(everyParcelIsListed(DispatchList.of))
    kills(
      everyParcelIsListed((outbounds, place, now) => {
        const list = DispatchList.of(outbounds, place, now)
        return { ...list, collections: list.collections.slice(0, 2) }
      }),
    )
    kills(everyParcelIsListed((outbounds, place) => DispatchList.of(outbounds, place, 0)))
    kills(everyParcelIsListed((outbounds, _place, now) => DispatchList.of(outbounds, "main", now)))
  })
})
