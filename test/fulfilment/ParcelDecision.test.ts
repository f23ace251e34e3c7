import { assert, describe, it } from "@effect/vitest"
import { Option, Result, Schema } from "effect"
import {
  ConsignmentCancelled,
  ConsignmentExists,
  InterceptNeeded,
  OtherLabel,
  Outbound,
  Parcel,
  ParcelCommand,
  ParcelDecision,
  ParcelEvent,
  ParcelExists,
  ParcelIncomplete,
  ScanReused,
  SerialMissing,
  SerialPacked,
  TooManyUnits,
  TransitionRefused,
  UnknownConsignment,
  UnknownParcel,
  WeightInOtherUnit,
  WrongItem,
} from "entrepot/fulfilment"
import { ScanLookup } from "entrepot/stock"

import {
  addLabel,
  after,
  begin,
  cancel,
  close,
  consignment,
  consignmentId,
  dispatch,
  fullGrams,
  given,
  intercept,
  label,
  open,
  override,
  pack,
  packedAll,
  stop,
  track,
  viewOf,
  weigh,
} from "./support/given.ts"

const parcelId = "p1"
const ofParcel = { consignmentId, parcelId }
const opened = [begin(), open()]
const weighed = [...packedAll, weigh(fullGrams)]
const labelled = [...weighed, addLabel()]
const gone = [...labelled, dispatch()]
const weighing = (measuredGrams: number) => ({
  measuredGrams,
  expectedGrams: fullGrams,
  allowedGrams: 30,
})
const refused = (from: string, to: string, because: string) =>
  new TransitionRefused({ parcelId, from, to, because })
const progressOf = (...commands: Parameters<typeof after>[0]) => {
  const outbound = after(commands)
  assert(outbound !== undefined)
  return Outbound.progress(outbound).map(({ line, ...units }) => ({ sku: line.sku, ...units }))
}

describe("a consignment", () => {
  it("is begun once, and repeating it tells nothing", () => {
    given().when(begin()).tells({ _tag: "Begun", consignment: consignment() })
    given(begin()).when(begin()).tells()
    given(begin())
      .when(begin(consignment({ priority: 9 })))
      .refuses(
        new ConsignmentExists({ consignmentId }),
        'consignment "c1" said something else before',
      )
  })

  it("and its parcels have to be known, and a parcel is opened once", () => {
    given()
      .when(open())
      .refuses(new UnknownConsignment({ consignmentId }), 'there is no consignment "c1"')
    given(begin())
      .when(close())
      .refuses(new UnknownParcel(ofParcel), 'consignment "c1" has no parcel "p1"')
    given(begin())
      .when(open())
      .tells({ _tag: "ParcelOpened", ...ofParcel, packagingGrams: 120 })
    given(...opened)
      .when(open())
      .refuses(new ParcelExists(ofParcel), 'consignment "c1" has parcel "p1" already')
  })
})

describe("packing", () => {
  it("takes what the consignment wants, and says which lines it is for", () => {
    given(...opened)
      .when(pack("s1", "MUG", { count: 2, lot: "L7" }))
      .tells({
        _tag: "UnitsPacked",
        ...ofParcel,
        scan: {
          scanId: "s1",
          sku: "MUG",
          quantity: 2,
          lot: "L7",
          lines: [{ orderName: "7", lineId: "1", quantity: 2 }],
        },
      })
  })

  it("takes a scan as the stock room reads it", () => {
    const found = ScanLookup.resolve(
      "(01)09506000134376(21)A1",
      { byText: () => Option.none(), byGtin: () => Option.some({ sku: "PHONE" }) },
      2026,
    )
    const { sku, ...more } = Result.getOrThrow(found)
    const outbound = after([...opened, pack("s1", sku, more)])
    assert.strictEqual(outbound?.parcels[0]?.scans[0]?.serial, "A1")
  })

  it("takes each scan once, by its id", () => {
    const packed = [...opened, pack("s1", "MUG"), open("p2")]
    given(...packed)
      .when(pack("s1", "MUG"))
      .tells()
    const reused = new ScanReused({ parcelId, scanId: "s1" })
    given(...packed)
      .when(pack("s1", "MUG", { count: 2 }))
      .refuses(reused, 'parcel "p1": scan "s1" said something else before')
    given(...packed)
      .when(pack("s1", "MUG", {}, "p2"))
      .refuses(
        new ScanReused({ parcelId: "p2", scanId: "s1" }),
        'parcel "p2": scan "s1" said something else before',
      )
    given(...packedAll)
      .when(pack("s1", "MUG", { count: 3 }))
      .tells()
  })

  it("refuses another item, and says what is wanted", () => {
    given(...opened, pack("s1", "MUG", { count: 3 }))
      .when(pack("s2", "CUP"))
      .refuses(
        new WrongItem({ parcelId, sku: "CUP", expected: [{ sku: "PHONE", units: 2 }] }),
        'CUP is not for parcel "p1", which wants 2 PHONE',
      )
  })

  it("refuses more than is left, over all parcels", () => {
    given(...opened, pack("s1", "MUG", { count: 2 }), open("p2"))
      .when(pack("s2", "MUG", { count: 2 }, "p2"))
      .refuses(
        new TooManyUnits({ parcelId: "p2", sku: "MUG", scanned: 2, left: 1 }),
        'parcel "p2": 2 MUG scanned, 1 left to pack',
      )
  })

  it("wants the serial number of every unit that has one", () => {
    given(...opened)
      .when(pack("s1", "PHONE"))
      .refuses(
        new SerialMissing({ parcelId, sku: "PHONE", scanned: 1 }),
        'parcel "p1": PHONE wants its serial number',
      )
    given(...opened)
      .when(pack("s1", "PHONE", { serial: "A1", count: 2 }))
      .refuses(
        new SerialMissing({ parcelId, sku: "PHONE", scanned: 2 }),
        'parcel "p1": PHONE wants 2 serial numbers, one by one',
      )
  })

  it("takes no unit twice, here or in another consignment", () => {
    const packed = new SerialPacked({ parcelId, sku: "PHONE", serial: "A1", packedIn: "p1" })
    given(...opened, pack("s1", "PHONE", { serial: "A1" }))
      .when(pack("s2", "PHONE", { serial: "A1" }))
      .refuses(packed, 'parcel "p1": PHONE A1 is in parcel "p1" already')
    given(...opened)
      .when(
        pack("s1", "PHONE", { serial: "A1" }),
        new Map([[Parcel.unitName({ sku: "PHONE", serial: "A1" }), "p9"]]),
      )
      .refuses(
        new SerialPacked({ parcelId, sku: "PHONE", serial: "A1", packedIn: "p9" }),
        'parcel "p1": PHONE A1 is in parcel "p9" already',
      )
  })

  it("closes when everything is packed, or something is said of the rest", () => {
    given(...packedAll.slice(0, -1))
      .when(close())
      .tells({ _tag: "ParcelClosed", ...ofParcel })
    given(...opened, pack("s1", "MUG"))
      .when(close())
      .refuses(
        new ParcelIncomplete({
          parcelId,
          isEmpty: false,
          missing: [
            { sku: "MUG", units: 2 },
            { sku: "PHONE", units: 2 },
          ],
        }),
        'parcel "p1" is not closed: it is not complete: 2 MUG, 2 PHONE left to pack',
      )
    const short: Parcel.Rest = { _tag: "PartialShipment", reason: "two cups broke" }
    given(...opened, pack("s1", "MUG"))
      .when(close("p1", short))
      .tells({ _tag: "ParcelClosed", ...ofParcel, rest: { _tag: "PartialShipment" } })
    given(...packedAll.slice(0, -1))
      .when(close("p1", short))
      .tells({ _tag: "ParcelClosed", ...ofParcel })
  })

  it("closes no empty parcel, whatever is said", () => {
    const missing = [
      { sku: "MUG", units: 3 },
      { sku: "PHONE", units: 2 },
    ]
    given(...opened)
      .when(close("p1", { _tag: "NextParcel" }))
      .refuses(
        new ParcelIncomplete({ parcelId, isEmpty: true, missing }),
        'parcel "p1" is not closed: it is empty, and 3 MUG, 2 PHONE left to pack',
      )
  })

  it("fills several parcels of one consignment", () => {
    const both = [
      ...opened,
      pack("s1", "MUG", { count: 3 }),
      close("p1", { _tag: "NextParcel" }),
      open("p2"),
      pack("s2", "PHONE", { serial: "A1" }, "p2"),
      pack("s3", "PHONE", { serial: "A2" }, "p2"),
    ]
    given(...both)
      .when(close("p2"))
      .tells({ _tag: "ParcelClosed", consignmentId, parcelId: "p2" })
    given(...both)
      .when(pack("s4", "MUG"))
      .refuses(
        refused("packed", "open", "it is closed"),
        'parcel "p1" does not go from packed to open: it is closed',
      )
  })
})

describe("the scale", () => {
  it("lets pass what is within the tolerance, and holds the rest with both weights", () => {
    given(...packedAll)
      .when(weigh(fullGrams + 30))
      .tells({ _tag: "ParcelWeighed", ...ofParcel, weighing: weighing(fullGrams + 30) })
    given(...packedAll)
      .when(weigh(fullGrams + 31))
      .tells({ _tag: "ParcelHeld", ...ofParcel, weighing: weighing(fullGrams + 31) })
  })

  it("gets no label for a held parcel until it is weighed again or overridden", () => {
    const held = [...packedAll, weigh(1_700)]
    given(...held)
      .when(addLabel())
      .refuses(
        refused("held", "labelled", "it weighs 1700 g, and 1530 g were expected"),
        'parcel "p1" does not go from held to labelled: it weighs 1700 g, and 1530 g were expected',
      )
    given(...held)
      .when(weigh(fullGrams))
      .tells({ _tag: "ParcelWeighed", ...ofParcel, weighing: weighing(fullGrams) })
    given(...held)
      .when(override())
      .tells({
        _tag: "WeightOverridden",
        ...ofParcel,
        weighing: weighing(1_700),
        actor: "ana",
      })
    given(...weighed)
      .when(override())
      .refuses(
        refused("weighed", "weighed", "its weight is settled"),
        'parcel "p1" does not go from weighed to weighed: its weight is settled',
      )
  })

  it("names a weight that was typed in kilograms, and believes it when the unit was checked", () => {
    given(...packedAll)
      .when(weigh(2))
      .refuses(
        new WeightInOtherUnit({ parcelId, given: 2, expectedGrams: fullGrams, unit: "kilograms" }),
        'parcel "p1": 2 looks like kilograms; about 1530 grams are expected',
      )
    given(...packedAll)
      .when({ _tag: "Weigh", commandId: "c", ...ofParcel, weightGrams: 2, unitChecked: true })
      .tells({ _tag: "ParcelHeld", ...ofParcel, weighing: weighing(2) })
    const kilograms = { ...weigh(1), weightGrams: 1.53 }
    assert.isFalse(Schema.is(ParcelCommand.ParcelCommand)(kilograms))
  })

  it("weighs nothing that is open, or labelled", () => {
    given(...opened)
      .when(weigh(500))
      .refuses(
        refused("open", "weighed", "it is not closed"),
        'parcel "p1" does not go from open to weighed: it is not closed',
      )
    given(...labelled)
      .when(weigh(fullGrams))
      .refuses(
        refused("labelled", "weighed", "its label was bought"),
        'parcel "p1" does not go from labelled to weighed: its label was bought',
      )
  })
})

describe("a label", () => {
  it("is stuck on once, and another one is refused", () => {
    given(...weighed)
      .when(addLabel())
      .tells({ _tag: "ParcelLabelled", ...ofParcel, label: label() })
    given(...labelled)
      .when(addLabel())
      .tells()
    given(...labelled)
      .when(addLabel("T2"))
      .refuses(
        new OtherLabel({ parcelId, trackingNumber: "T1", given: "T2" }),
        'parcel "p1" has label T1, not T2',
      )
    given(...packedAll)
      .when(addLabel())
      .refuses(
        refused("packed", "labelled", "it is not weighed"),
        'parcel "p1" does not go from packed to labelled: it is not weighed',
      )
  })

  it("leaves with its manifest, once", () => {
    given(...labelled)
      .when(dispatch())
      .tells({ _tag: "ParcelDispatched", ...ofParcel, manifestId: "m1" })
    given(...gone)
      .when(dispatch())
      .tells()
    given(...gone)
      .when(dispatch("p1", "m2"))
      .refuses(
        refused("dispatched", "dispatched", "the courier has it"),
        'parcel "p1" does not go from dispatched to dispatched: the courier has it',
      )
    given(...weighed)
      .when(dispatch())
      .refuses(
        refused("weighed", "dispatched", "it has no label"),
        'parcel "p1" does not go from weighed to dispatched: it has no label',
      )
  })
})

describe("a cancellation", () => {
  it("before the label stops the parcel", () => {
    given(...weighed)
      .when(stop())
      .tells({ _tag: "StoppedBeforeLabel", ...ofParcel })
    given(...weighed, stop())
      .when(stop())
      .tells()
  })

  it("after the label stops the parcel and has the label voided", () => {
    const stopped = { _tag: "StoppedAfterLabel", ...ofParcel, trackingNumber: "T1" } as const
    given(...labelled)
      .when(stop())
      .tells(stopped)
    given(...labelled)
      .when(cancel)
      .tells(stopped, { _tag: "Cancelled", consignmentId })
    assert.deepStrictEqual(after([...labelled, stop()])?.parcels[0]?.voids, ["T1"])
  })

  it("that overtakes the label has it voided when it comes", () => {
    given(...weighed, cancel)
      .when(addLabel())
      .tells({ _tag: "LabelledTooLate", ...ofParcel, label: label() })
    given(...weighed, cancel, addLabel())
      .when(addLabel())
      .tells()
  })

  it("after dispatch is refused, and asks for an interception", () => {
    const late = (status: string) =>
      new InterceptNeeded({
        consignmentId,
        parcels: [{ parcelId, status, trackingNumber: "T1" }],
      })
    const message = (status: string) =>
      `too late to stop: parcel "p1" (T1) is ${status}; ask the courier to intercept`
    given(...gone)
      .when(cancel)
      .refuses(late("dispatched"), message("dispatched"))
    given(...labelled, track("collected", 5))
      .when(stop())
      .refuses(late("inTransit"), message("inTransit"))
    given(...gone)
      .when(intercept())
      .tells({ _tag: "InterceptAsked", ...ofParcel, trackingNumber: "T1" })
    given(...gone, intercept())
      .when(intercept())
      .tells()
    given(...gone, track("delivered", 9))
      .when(intercept())
      .refuses(
        refused("delivered", "intercepted", "it was delivered"),
        'parcel "p1" does not go from delivered to intercepted: it was delivered',
      )
    given(...labelled)
      .when(intercept())
      .refuses(
        refused("labelled", "intercepted", "it has not left"),
        'parcel "p1" does not go from labelled to intercepted: it has not left',
      )
  })

  it("of a consignment stops all parcels or none, and nothing is packed any more", () => {
    given(...opened, open("p2"), cancel)
      .when(open("p3"))
      .refuses(new ConsignmentCancelled({ consignmentId }), 'consignment "c1" is cancelled')
    const partly = [
      ...opened,
      pack("s1", "MUG", { count: 3 }),
      close("p1", { _tag: "NextParcel" }),
      weigh(3 * 350 + 120),
      addLabel(),
      dispatch(),
      open("p2"),
    ]
    given(...partly)
      .when(stop("p2"))
      .tells({ _tag: "StoppedBeforeLabel", consignmentId, parcelId: "p2" })
    assert.isTrue(Result.isFailure(ParcelDecision.decide(viewOf(after(partly)), cancel)))
  })

  it("of a parcel lets its units be packed again", () => {
    assert.strictEqual(progressOf(...packedAll, stop())[0]?.unpacked, 3)
    given(...packedAll, stop(), open("p2"))
      .when(pack("s9", "PHONE", { serial: "A1" }, "p2"))
      .tells({
        _tag: "UnitsPacked",
        consignmentId,
        parcelId: "p2",
        scan: {
          scanId: "s9",
          sku: "PHONE",
          quantity: 1,
          serial: "A1",
          lines: [{ orderName: "7", lineId: "2", quantity: 1 }],
        },
      })
  })
})

describe("tracking", () => {
  it("moves the units of lines", () => {
    const at = (...commands: Parameters<typeof after>[0]) => progressOf(...gone, ...commands)[0]
    const none = { sku: "MUG", unpacked: 0, packed: 0, shipped: 0, delivered: 0, returned: 0 }
    assert.deepStrictEqual(at(), { ...none, shipped: 3, lost: 0 })
    assert.deepStrictEqual(at(track("delivered", 5)), { ...none, delivered: 3, lost: 0 })
    assert.deepStrictEqual(at(track("lost", 5)), { ...none, lost: 3 })
    assert.deepStrictEqual(at(track("lost", 5), track("inTransit", 6)), {
      ...none,
      shipped: 3,
      lost: 0,
    })
    assert.deepStrictEqual(at(track("returned", 9), track("failed", 7)), {
      ...none,
      returned: 3,
      lost: 0,
    })
  })

  it("says what moved, for the order", () => {
    const [before, later] = [after(gone), after([...gone, track("delivered", 5)])]
    assert(before !== undefined && later !== undefined)
    assert.deepStrictEqual(
      Outbound.moves(before, later).map(({ line, to, units }) => `${units} ${line.sku} ${to}`),
      ["-3 MUG shipped", "3 MUG delivered", "-2 PHONE shipped", "2 PHONE delivered"],
    )
  })

  it("tells nothing of what is known, announced or without a meaning", () => {
    given(...gone, track("delivered", 5))
      .when(track("delivered", 5))
      .tells()
    given(...gone)
      .when(track("announced", 5))
      .tells()
    given(...gone)
      .when({ _tag: "Track", commandId: "c", ...ofParcel, at: 5 })
      .tells()
  })

  it("of a parcel without a label is refused", () => {
    given(...weighed)
      .when(track("collected", 5))
      .refuses(
        refused("weighed", "tracked", "it has no label"),
        'parcel "p1" does not go from weighed to tracked: it has no label',
      )
  })

  it("shows a stopped parcel that went all the same", () => {
    const stray = after([...labelled, stop(), track("collected", 5)])?.parcels[0]
    assert(stray !== undefined)
    assert.strictEqual(Parcel.status(stray), "stopped")
    assert.isTrue(Parcel.isStray(stray))
  })
})

describe("a consignment on its way out", () => {
  it("and its events are JSON as they are", () => {
    const commands = [...gone, intercept(), track("returned", 5)]
    let outbound: Outbound.Outbound | undefined
    const events: Array<ParcelEvent.ParcelEvent> = []
    for (const command of commands) {
      const told = Result.getOrThrow(ParcelDecision.decide(viewOf(outbound), command))
      events.push(...told)
      outbound = told.reduce(Outbound.evolve, outbound)
    }
    const all = { commands, events, outbound }
    const schema = Schema.Struct({
      commands: Schema.Array(ParcelCommand.ParcelCommand),
      events: Schema.Array(ParcelEvent.ParcelEvent),
      outbound: Outbound.Outbound,
    })
    assert.deepStrictEqual<unknown>(
      Schema.decodeUnknownSync(schema)(JSON.parse(JSON.stringify(all))),
      all,
    )
  })
})
