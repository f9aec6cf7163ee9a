; Part of the uninstaller on Windows, by electron-builder's name for it. Asks whether what Freehold keeps is to go as well; No is
; the default, silently too, and an update asks nothing. It is removed by Freehold's own code, so that nothing else goes:
; libraries stay in any case, and whoever wants them gone removes them in the app before.
!macro customUnInstall
  ${ifNot} ${isUpdated}
    ${if} $LANGUAGE == 1031
      MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "Auch entfernen, was Freehold auf diesem Rechner aufbewahrt?$\r$\n$\r$\nEinstellungen, Nachweisbuch, Protokoll, Zwischenspeicher und heruntergeladene Modelle. Bibliotheken und Ihre eigenen Dateien bleiben." /SD IDNO IDYES freeholdRemoveData IDNO freeholdKeepData
    ${else}
      MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "Also remove what Freehold keeps on this computer?$\r$\n$\r$\nSettings, ledger, log, caches and downloaded models. Libraries and your own files stay." /SD IDNO IDYES freeholdRemoveData IDNO freeholdKeepData
    ${endif}
    freeholdRemoveData:
      nsExec::ExecToLog '"$INSTDIR\resources\freehold.cmd" remove-data --yes'
      Pop $R0
      ${if} $R0 != 0
        ${if} $LANGUAGE == 1031
          MessageBox MB_OK|MB_ICONEXCLAMATION "Nicht alles, was Freehold aufbewahrt, wurde entfernt. Beenden Sie Freehold, falls es läuft. Was übrig ist, liegt in $APPDATA\Freehold." /SD IDOK
        ${else}
          MessageBox MB_OK|MB_ICONEXCLAMATION "Not all that Freehold keeps was removed. Quit Freehold if it is running. What is left is in $APPDATA\Freehold." /SD IDOK
        ${endif}
      ${endif}
    freeholdKeepData:
  ${endif}
!macroend
