"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";

interface WhenSeenProps {
  readonly children: ReactNode;
}

/** What lies under the foot of a small screen: it is not loaded, and asks for nothing, before somebody gets there. */
export function WhenSeen({ children }: WhenSeenProps) {
  const box = useRef<HTMLDivElement>(null);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (isSeen || box.current === null) return undefined;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
    });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [isSeen]);
  return isSeen ? children : <div ref={box} className="min-h-40" />;
}
