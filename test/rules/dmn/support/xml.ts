/** As much of XML as the conformance suite uses: elements, attributes, text and five entities. */
export interface Element {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: ReadonlyArray<Element>
  readonly text: string
}

const token = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<(\/?)([\w:.-]+)([^>]*?)(\/?)>|([^<]+)/g
const attribute = /([\w:.-]+)\s*=\s*"([^"]*)"/g
const entities = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
])

const unescaped = (text: string): string =>
  text.replaceAll(/&(\w+);/g, (whole, name: string) => entities.get(name) ?? whole)

export const parse = (xml: string): Element => {
  const root = { name: "", attributes: new Map<string, string>(), children: [], text: "" }
  const open: Array<{ -readonly [K in keyof Element]: Element[K] } & { children: Array<Element> }> =
    [root]
  for (const [, closing, name, attributes = "", empty, text] of xml.matchAll(token)) {
    const parent = open.at(-1) ?? root
    if (text !== undefined) parent.text += unescaped(text)
    if (name === undefined) continue
    if (closing === "/") {
      open.pop()
      continue
    }
    const element = {
      name: name.replace(/^.*:/, ""),
      attributes: new Map(
        Array.from(attributes.matchAll(attribute), ([, key = "", value = ""]) => [
          key,
          unescaped(value),
        ]),
      ),
      children: [],
      text: "",
    }
    parent.children.push(element)
    if (empty !== "/") open.push(element)
  }
  return root
}

/** All elements of a name below an element. */
export const all = (element: Element, name: string): ReadonlyArray<Element> =>
  element.children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...all(child, name),
  ])

/** The children of a name. */
export const children = ({ children }: Element, name: string): ReadonlyArray<Element> =>
  children.filter((child) => child.name === name)

/** The text of the first `text` child below the first child of a name, if there is one. */
export const textOf = (element: Element, name: string): string | undefined => {
  const [found] = children(element, name)
  return found && children(found, "text")[0]?.text.trim()
}
