// The panel beside the content, which a screen fills: the layout has it, as it is part of the frame.
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { createPortal } from 'react-dom';

export type PanelFrame = { header: string; onClose: () => void };
type Panel = {
  frame: PanelFrame | undefined;
  setFrame: (frame: PanelFrame | undefined) => void;
  /** The element of the frame that holds the content */
  container: HTMLElement | null;
  setContainer: (element: HTMLElement | null) => void;
};

const context = createContext<Panel | undefined>(undefined);

export function PanelProvider({ children }: { children: ReactNode }) {
  const [frame, setFrame] = useState<PanelFrame>();
  const [container, setContainer] = useState<HTMLElement | null>(null);
  const value = useMemo(() => ({ frame, setFrame, container, setContainer }), [frame, container]);
  return <context.Provider value={value}>{children}</context.Provider>;
}

/** @throws Error outside of a PanelProvider */
export function usePanel(): Panel {
  const value = useContext(context);
  if (!value) throw new Error('usePanel needs a PanelProvider');
  return value;
}

/** Opens the panel as long as it is rendered. @param onClose the same function each time */
export function SidePanel({ header, onClose, children }: PanelFrame & { children: ReactNode }) {
  const { container, setFrame } = usePanel();
  useEffect(() => {
    setFrame({ header, onClose });
    return () => setFrame(undefined);
  }, [header, onClose, setFrame]);
  return container && createPortal(children, container);
}
