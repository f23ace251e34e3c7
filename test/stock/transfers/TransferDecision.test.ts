import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { Quantity } from "entrepot/kernel"
import {
  DocumentReused,
  SamePlace,
  StillInTransit,
  StockAccount,
  Transfer,
  TransferEvent,
  TransferExceeded,
  TransferExists,
  TransferNotReady,
  UnknownTransfer,
} from "entrepot/stock"

import {
  cancel,
  cancelled,
  close,
  closed,
  dispatch,
  dispatched,
  find,
  found,
  given,
  line,
  plan,
  planned,
  receive,
  received,
  transferId,
  transferOf,
  writeOff,
  writtenOff,
} from "./support/given.ts"

const mugs = (quantity: number) => line("MUG", quantity)
const underway = [planned(mugs(5)), dispatched(mugs(5))]
const notReady = (wanted: string, status: string) =>
  new TransferNotReady({ transferId, wanted, status })
const exceeded = (wanted: number, open: number) =>
  new TransferExceeded({ transferId, lines: [{ sku: "MUG", wanted, open }] })

describe("a transfer", () => {
  it("is planned once, with lines of one item summed", () => {
    given()
      .when(plan(mugs(2), line("CUP", 1), mugs(3)))
      .tells(planned(mugs(5), line("CUP", 1)))
    given(planned(mugs(5)))
      .when(plan(mugs(5)))
      .refuses(new TransferExists({ transferId }))
  })

  it("goes to another place", () => {
    given()
      .when({
        _tag: "Plan",
        commandId: "c",
        transferId,
        from: "main",
        to: "main",
        lines: [mugs(1)],
      })
      .refuses(new SamePlace({ transferId, place: "main" }))
  })

  it("is dispatched whole or in part, once, and never beyond the plan", () => {
    given(planned(mugs(5)))
      .when(dispatch())
      .tells(dispatched(mugs(5)))
    given(planned(mugs(5)))
      .when(dispatch(mugs(4)))
      .tells(dispatched(mugs(4)))
    given(planned(mugs(5)))
      .when(dispatch(mugs(6)))
      .refuses(exceeded(6, 5))
    given(...underway)
      .when(dispatch())
      .refuses(notReady("dispatch", "dispatched"))
  })

  it("is received in parts", () => {
    given(...underway)
      .when(receive("n1", mugs(2)))
      .tells(received("n1", mugs(2)))
    given(...underway, received("n1", mugs(2)))
      .when(receive("n2", mugs(3)))
      .tells(received("n2", mugs(3)))
  })

  it("refuses what was not sent, naming every line", () => {
    given(...underway, received("n1", mugs(2)))
      .when(receive("n2", mugs(2), line("CUP", 1), mugs(2)))
      .refuses(
        new TransferExceeded({
          transferId,
          lines: [
            { sku: "MUG", wanted: 4, open: 3 },
            { sku: "CUP", wanted: 1, open: 0 },
          ],
        }),
      )
  })

  it("takes each document once, whatever the order of its lines, even after it closed", () => {
    const both = [planned(mugs(2), line("CUP", 1)), dispatched(mugs(2), line("CUP", 1))]
    const all = received("n1", mugs(2), line("CUP", 1))
    given(...both, all)
      .when(receive("n1", line("CUP", 1), mugs(1), mugs(1)))
      .tells()
    given(...both, all, closed)
      .when(receive("n1", mugs(2), line("CUP", 1)))
      .tells()
  })

  it("refuses a document that says something else than before", () => {
    const reused = new DocumentReused({ transferId, document: "n1" })
    given(...underway, received("n1", mugs(2)))
      .when(receive("n1", mugs(3)))
      .refuses(reused)
    given(...underway, received("n1", mugs(2)))
      .when(writeOff("n1", mugs(2)))
      .refuses(reused)
  })

  it("writes off what was lost, and no more than is in transit", () => {
    given(...underway)
      .when(writeOff("p1", mugs(1)))
      .tells(writtenOff("p1", mugs(1)))
    given(...underway, received("n1", mugs(4)))
      .when(writeOff("p1", mugs(2)))
      .refuses(exceeded(2, 1))
  })

  it("finds what was written off, also after it closed, and no more than that", () => {
    const lost = [...underway, received("n1", mugs(4)), writtenOff("p1", mugs(1)), closed]
    given(...lost)
      .when(find("f1", mugs(1)))
      .tells(found("f1", mugs(1)))
    given(...lost)
      .when(find("f1", mugs(2)))
      .refuses(exceeded(2, 1))
    given(...lost, found("f1", mugs(1)))
      .when(find("f2", mugs(1)))
      .refuses(exceeded(1, 0))
  })

  it("closes when nothing is in transit, once", () => {
    given(...underway, received("n1", mugs(4)))
      .when(close)
      .refuses(new StillInTransit({ transferId, lines: [{ sku: "MUG", inTransit: 1 }] }))
    given(...underway, received("n1", mugs(5)))
      .when(close)
      .tells(closed)
    given(...underway, received("n1", mugs(5)), closed)
      .when(close)
      .tells()
    given(...underway, received("n1", mugs(5)), closed)
      .when(receive("n2", mugs(1)))
      .refuses(notReady("receive", "closed"))
  })

  it("is cancelled before anything left, and not after", () => {
    given(planned(mugs(5)))
      .when(cancel)
      .tells(cancelled)
    given(planned(mugs(5)), cancelled)
      .when(cancel)
      .tells()
    given(planned(mugs(5)), cancelled)
      .when(dispatch())
      .refuses(notReady("dispatch", "cancelled"))
    given(...underway)
      .when(cancel)
      .refuses(notReady("cancel", "dispatched"))
  })

  it("has to be known, and to be countable", () => {
    given().when(cancel).refuses(new UnknownTransfer({ transferId }))
    const exact = (BigInt(Number.MAX_SAFE_INTEGER) + 1n).toString()
    given()
      .when(plan(mugs(Number.MAX_SAFE_INTEGER), mugs(1)))
      .refuses(new Quantity.QuantityOverflow({ exact }))
    given()
      .when(plan(mugs(Number.MAX_SAFE_INTEGER), line("CUP", 1)))
      .refuses(new Quantity.QuantityOverflow({ exact }))
  })

  it("and its events are JSON as they are", () => {
    const events = [...underway, received("n1", mugs(4)), writtenOff("p1", mugs(1)), closed]
    const all = { events, transfer: transferOf(...events) }
    const schema = Schema.Struct({
      events: Schema.Array(TransferEvent.TransferEvent),
      transfer: Transfer.Transfer,
    })
    assert.deepStrictEqual<unknown>(
      Schema.decodeUnknownSync(schema)(JSON.parse(JSON.stringify(all))),
      all,
    )
  })
})

describe("the legs of a transfer", () => {
  it("lead from shelf to transit, and from there to shelf or loss", () => {
    const name = (account: StockAccount.StockAccount) =>
      account._tag === "Shelf" ? account.place : StockAccount.describe(account)
    const sentences = [
      ...underway,
      received("n1", mugs(3)),
      writtenOff("p1", mugs(2)),
      found("f1", mugs(1)),
      closed,
    ].flatMap((event) =>
      TransferEvent.legs(event).map(
        ({ sku, quantity, from, to }) => `${quantity} ${sku}: ${name(from)} -> ${name(to)}`,
      ),
    )
    assert.deepStrictEqual(sentences, [
      "5 MUG: main -> in transit to shop",
      "3 MUG: in transit to shop -> shop",
      "2 MUG: in transit to shop -> lost",
      "1 MUG: lost -> shop",
    ])
  })
})
