/**
 * Work that is done once for each value that it is done for, as long as somebody has that value.
 *
 * @module
 */

/** The same function, which remembers what it answered for each object. The object must not change. */
export const per = <K extends object, V>(of: (key: K) => V): ((key: K) => V) => {
  const known = new WeakMap<K, { readonly answer: V }>()
  return (key) => {
    const found = known.get(key) ?? { answer: of(key) }
    known.set(key, found)
    return found.answer
  }
}
