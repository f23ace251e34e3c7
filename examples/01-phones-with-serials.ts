/**
 * A 3C shop: phones with serial numbers are received, sold, returned and repaired; and when a customer
 * says that the phone he sends back is the one he bought, the shop can prove what is so.
 *
 *     node --conditions=@entrepot/source examples/01-phones-with-serials.ts
 */
import * as Memory from "entrepot/adapters/stores/memory"
import { open } from "entrepot/promise"
import { CheckDigitWrong, SerialMoveImpossible, SerialsDuplicated } from "entrepot/stock"

await using shop = await open(Memory.layer())
const { stock } = shop
const { serials } = stock

const phone = (serial: string) => ({ sku: "PHONE-X", serial })
const at = (day: string) => Date.parse(`${day}T09:00:00Z`)
const say = (text: string) => console.log(`\n${text}`)
const refused = async (what: string, attempt: Promise<unknown>) => {
  const error = await attempt.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  const isExpected =
    error instanceof SerialMoveImpossible ||
    error instanceof SerialsDuplicated ||
    error instanceof CheckDigitWrong
  if (!isExpected) throw new Error(`${what}: this should have been refused`, { cause: error })
  console.log(`${what}: refused, ${error.message}`)
}

say("Purchase: three phones and their papers")
await serials.registerGtin({ commandId: "gtin", gtin: "09506000134376", sku: "PHONE-X" })
await serials.receive({
  commandId: "receipt-1",
  document: "purchase-order-71",
  actor: "wang",
  occurredAt: at("2026-03-02"),
  lines: [phone("IMEI-001"), phone("IMEI-002"), phone("IMEI-003")],
})
await refused(
  "The same unit twice on one delivery note",
  serials.receive({
    commandId: "receipt-2",
    lines: [phone("IMEI-009"), phone("IMEI-009")],
  }),
)

say("Sale: the order holds a phone, whichever; the picker scans the one that goes out")
await stock.hold({
  commandId: "hold-1",
  holdId: "order-1001",
  lines: [{ sku: "PHONE-X", quantity: 1 }],
})
const scanned = await serials.identify("(01)09506000134376(21)IMEI-002")
console.log(`scanned: ${scanned.sku} ${scanned.serial}`)
await refused("A label with a misprint", serials.identify("(01)09506000134377(21)IMEI-002"))
await serials.ship({
  commandId: "ship-1",
  holdId: "order-1001",
  document: "invoice-1001",
  actor: "li",
  occurredAt: at("2026-03-05"),
  lines: [phone("IMEI-002")],
})

say("Repair: the customer's phone comes to the bench, and goes back to the customer")
await serials.repairIn({
  commandId: "repair-1",
  document: "repair-55",
  actor: "chen",
  occurredAt: at("2026-05-11"),
  lines: [phone("IMEI-002")],
})
await refused(
  "A phone on the bench cannot be sold",
  serials.ship({ commandId: "ship-2", lines: [phone("IMEI-002")] }),
)
await serials.repairOut({
  commandId: "repair-2",
  document: "repair-55",
  actor: "chen",
  occurredAt: at("2026-05-14"),
  lines: [phone("IMEI-002")],
})

say("Return: another customer's phone is exchanged, and the old one put aside")
await serials.ship({
  commandId: "ship-3",
  document: "invoice-1002",
  actor: "li",
  occurredAt: at("2026-05-20"),
  lines: [phone("IMEI-001")],
})
await serials.replace({
  commandId: "replace-1",
  document: "complaint-7",
  actor: "zhao",
  occurredAt: at("2026-05-22"),
  old: "Quarantine",
  lines: [{ ...phone("IMEI-001"), by: phone("IMEI-003") }],
})

say("Dispute: a customer sends in IMEI-004, and says that invoice-1001 was for it")
await refused(
  "A phone that was never ours cannot come back",
  serials.return({
    commandId: "return-1",
    document: "return-of-invoice-1001",
    lines: [phone("IMEI-004")],
  }),
)
console.log("What invoice-1001 was for, and where that phone has been:")
const provenance = await serials.history("PHONE-X", "IMEI-002")
for (const { occurredAt, event, document, place, actor } of provenance) {
  const day = new Date(occurredAt).toISOString().slice(0, 10)
  console.log(`  ${day}  ${event.padEnd(13)}${`${document}`.padEnd(20)}at ${place}  by ${actor}`)
}
const onTheDay = await serials.whereAsOf("PHONE-X", "IMEI-002", at("2026-05-12"), "occurredAt")
console.log(`On 12 May it was in: ${onTheDay._tag}. It was sold once, and never came back.`)

const { onHand, quarantine } = await stock.level("PHONE-X")
console.log(`\nIn the shop: ${onHand} for sale, ${quarantine} in quarantine`)
const books = [await stock.audit(), await serials.audit()]
if (!books.every(({ ok }) => ok)) throw new Error("the books do not agree with the journal")
console.log("The journal says the same as the books.")
