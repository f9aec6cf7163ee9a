@echo off
rem The command line of Freehold. It works with the same libraries and models as the window.
"%~dp0node\node.exe" "%~dp0cli\index.js" %*
