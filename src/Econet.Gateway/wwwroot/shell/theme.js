const kept = 'econet.theme';

export const theme = () => localStorage.getItem(kept) ?? 'auto';

export function applyTheme() {
  if (theme() === 'auto') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme();
  }
}

export function chooseTheme(wanted) {
  localStorage.setItem(kept, wanted);
  applyTheme();
}
