/** The document of a label: plain text, which any printer prints. */
import type { CourierLabel, Shipment } from "entrepot/couriers"
import { type Address, Money } from "entrepot/kernel"

import type { Paper, SoldLabel } from "./records.ts"

/** One line of text: nothing that a customer wrote breaks out of its line. */
// oxlint-disable-next-line no-control-regex -- these are what must not be printed
const line = (text: string): string => text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, " ")

const indented = (title: string, lines: ReadonlyArray<string | undefined>): ReadonlyArray<string> =>
  lines
    .filter((text) => text !== undefined && text !== "")
    .map((text, at) => `${(at === 0 ? title : "").padEnd(10)}${line(text ?? "")}`)

const addressOf = (address: Address.Address): ReadonlyArray<string | undefined> => {
  const { name, company, lines, postcode, city, region, country, phone } = address
  const town = [postcode, city, region].filter((part) => part !== undefined).join(" ")
  return [name, company, ...lines, town, country, phone]
}

const destinationOf = (to: Shipment.Destination): ReadonlyArray<string | undefined> => {
  if (to._tag === "Door") return addressOf(to.address)
  const { recipient, pointId, postcode, country } = to
  return [recipient.name, recipient.phone, `pick-up point ${pointId}`, postcode, country]
}

/** The waybill of a label that was sold. */
export const waybillOf = (
  { courier, trackingNumber, price }: SoldLabel,
  { request, pricedBy }: Paper,
): CourierLabel.Waybill => {
  const { reference, service, shipment } = request
  const { parcel, collect, from, to, shipOn } = shipment
  const { weightGrams, lengthMm, widthMm, heightMm, battery, contents } = parcel
  const text = [
    ...indented("COURIER", [`${courier} ${service}`]),
    ...indented("NUMBER", [trackingNumber]),
    ...indented("REFERENCE", [reference]),
    ...indented("SHIPPED", [shipOn]),
    "",
    ...indented("FROM", addressOf(from)),
    "",
    ...indented("TO", destinationOf(to)),
    "",
    ...indented("PARCEL", [`${weightGrams} g, ${lengthMm} x ${widthMm} x ${heightMm} mm`]),
    ...indented("CONTENTS", [contents]),
    ...indented("LITHIUM", [battery === "none" ? undefined : battery]),
    ...indented("COLLECT", [collect && Money.format(collect)]),
    ...indented("PRICE", [`${Money.format(price)} (${pricedBy})`]),
    "",
  ].join("\n")
  return {
    mediaType: "text/plain; charset=utf-8",
    base64: Buffer.from(text, "utf8").toString("base64"),
  }
}
