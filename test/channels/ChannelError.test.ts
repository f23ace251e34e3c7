import { assert, describe, it } from "@effect/vitest"
import {
  ChannelUnavailable,
  ContractDrift,
  CursorMalformed,
  isChannelError,
  SourceChanged,
} from "entrepot/channels"

const channel = "csv"
const where = "orders.csv"

describe("ChannelError", () => {
  it("says what is wrong, and where", () => {
    const cases = [
      [
        new ChannelUnavailable({
          channel,
          where,
          reason: "missing",
          detail: "there is no such file",
        }),
        "orders.csv: there is no such file",
      ],
      [new ContractDrift({ channel, where, detail: "it is empty" }), "orders.csv: it is empty"],
      [new CursorMalformed({ channel, cursor: '"x' }), 'not a cursor of csv: "\\"x"'],
      [
        new SourceChanged({ channel, where, what: "content", wanted: "a", found: "b" }),
        "orders.csv: it has changed since the cursor was made; begin again without the cursor",
      ],
      [
        new SourceChanged({ channel, where, what: "settings", wanted: "a", found: "b" }),
        "orders.csv: it is now read by other settings since the cursor was made; begin again without the cursor",
      ],
    ] as const
    for (const [error, message] of cases) {
      assert.strictEqual(error.message, message)
      assert.isTrue(isChannelError(error))
    }
  })

  it("is told apart from other errors", () => {
    const { _tag, message } = new ContractDrift({ channel, where, detail: "it is empty" })
    for (const other of [new Error("no"), undefined, "ContractDrift", { _tag, message }])
      assert.isFalse(isChannelError(other))
  })
})
