// Attachments for dragging a card onto a column. The menu and the key M do the same without a mouse.
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import type { Attachment } from 'svelte/attachments';

const TYPE = 'opshub/case';

export function dragCase(inspection: string, canDrag: () => boolean, ondrag: (isDragging: boolean) => void): Attachment<HTMLElement> {
  return (element) =>
    draggable({
      element,
      canDrag,
      getInitialData: () => ({ type: TYPE, inspection }),
      onDragStart: () => ondrag(true),
      onDrop: () => ondrag(false),
    });
}

export function dropCase(on: { over: (inspection: string | null) => void; drop: (inspection: string) => void; canDrop: () => boolean }): Attachment<HTMLElement> {
  return (element) =>
    dropTargetForElements({
      element,
      canDrop: ({ source }) => source.data['type'] === TYPE && on.canDrop(),
      onDragEnter: ({ source }) => on.over(String(source.data['inspection'])),
      onDragLeave: () => on.over(null),
      onDrop: ({ source }) => {
        on.over(null);
        on.drop(String(source.data['inspection']));
      },
    });
}
