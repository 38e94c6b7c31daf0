// Who listens to which topic.
import type { Broadcast } from './protocol.ts'

/** A private and a public topic of one name are different topics. */
export type Topic = { name: string; isPrivate: boolean }

export type Listener = { deliver(broadcast: Broadcast): void }

export type Channels = {
  add(topic: Topic, listener: Listener): void
  remove(topic: Topic, listener: Listener): void
  /** Hands a broadcast to every listener of the topic but `except`, in the order of the calls. */
  deliver(topic: Topic, broadcast: Broadcast, except?: Listener): void
}

export function createChannels(): Channels {
  const listenersOf = new Map<string, Set<Listener>>()
  const keyOf = ({ name, isPrivate }: Topic) => `${isPrivate ? 'private' : 'public'}:${name}`
  return {
    add(topic, listener) {
      const listeners = listenersOf.get(keyOf(topic))
      if (listeners) listeners.add(listener)
      else listenersOf.set(keyOf(topic), new Set([listener]))
    },
    remove(topic, listener) {
      const listeners = listenersOf.get(keyOf(topic))
      listeners?.delete(listener)
      if (listeners?.size === 0) listenersOf.delete(keyOf(topic))
    },
    deliver(topic, broadcast, except) {
      for (const listener of listenersOf.get(keyOf(topic)) ?? []) {
        if (listener !== except) listener.deliver(broadcast)
      }
    },
  }
}
