/** System notifications: only when the window is hidden, only when the operator allowed them. */

export function canAskForNotices(): boolean {
  return 'Notification' in window && Notification.permission === 'default';
}

/** Whether the system shows our notices; `denied` also where there are none. */
export function noticesAre(): NotificationPermission {
  return 'Notification' in window ? Notification.permission : 'denied';
}

export async function askForNotices(): Promise<void> {
  await Notification.requestPermission();
}

/** `tag` keeps one notice per matter: a newer one takes the place of the older. */
export function notify(title: string, body: string, tag: string, onclick: () => void): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  if (document.visibilityState === 'visible') return;
  const notice = new Notification(title, { body, tag, icon: '/icon.svg' });
  notice.onclick = () => {
    window.focus();
    notice.close();
    onclick();
  };
}
