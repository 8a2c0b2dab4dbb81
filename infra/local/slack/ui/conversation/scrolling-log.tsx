import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** How near to its end a list still counts as "at the end", in pixels. */
const NEAR_END = 80;

/** A list that follows its end as long as the reader is there. */
export function ScrollingLog({ label, children }: { label: string; children: ComponentChildren }) {
  const log = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  // Any change of the content may move the end, an image that has loaded included.
  useLayoutEffect(() => {
    const follow = (): void => {
      if (log.current && isAtEnd.current) log.current.scrollTop = log.current.scrollHeight;
    };
    follow();
    const observer = new ResizeObserver(follow);
    if (content.current) observer.observe(content.current);
    return () => observer.disconnect();
  }, []);
  return (
    <div
      ref={log}
      class="log"
      role="log"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: at }) => {
        isAtEnd.current = at.scrollHeight - at.scrollTop - at.clientHeight < NEAR_END;
      }}
    >
      <div ref={content} class="log-content">
        {children}
      </div>
    </div>
  );
}
