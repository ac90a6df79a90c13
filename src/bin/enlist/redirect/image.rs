// SPDX-License-Identifier: MIT OR Apache-2.0
//! A program file for 64-bit Windows: what it imports, and what a change of it entails.

#![forbid(unsafe_code)]

use object::pe::{
    IMAGE_DIRECTORY_ENTRY_BOUND_IMPORT, IMAGE_DIRECTORY_ENTRY_DELAY_IMPORT,
    IMAGE_DIRECTORY_ENTRY_IMPORT, IMAGE_DIRECTORY_ENTRY_SECURITY,
    IMAGE_DLLCHARACTERISTICS_FORCE_INTEGRITY, IMAGE_FILE_MACHINE_AMD64,
    IMAGE_NT_OPTIONAL_HDR32_MAGIC, IMAGE_NT_OPTIONAL_HDR64_MAGIC, ImageDelayloadDescriptor,
    ImageDosHeader, ImageImportDescriptor, ImageNtHeaders64, ImageOptionalHeader64,
    ImageSectionHeader, ImageThunkData64,
};
use object::read::ReadRef as _;
use object::read::pe::{
    DataDirectories, ImageThunkData as _, PeFile64, SectionTable, optional_header_magic,
};
use object::{LittleEndian as LE, pe};

/// Why a file is not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("it is not a program for Windows: it has no PE header")]
    NotPe,
    #[error("it is a 32-bit program, and there is no 32-bit enlist.dll")]
    Bits32,
    #[error(
        "it is for another processor: its machine type is {0:#06x}, and only x86-64 (0x8664) is supported"
    )]
    Machine(u16),
    #[error("it is damaged or cut off: {0}")]
    Broken(&'static str),
    #[error(
        "it must be signed to run (FORCE_INTEGRITY), and a changed program has no valid signature"
    )]
    ForcedIntegrity,
    #[error(
        "it does not import {0}; a packed program imports it only when it runs, and must be unpacked first"
    )]
    NotImported(&'static str),
    #[error("it has been redirected already")]
    Already,
    #[error(
        "it imports number {0} of ws2_32.dll, which is another function in each version of Windows"
    )]
    Ordinal(u16),
    #[error("it imports {0} from ws2_32.dll, which enlist.dll does not have")]
    Unknown(String),
    #[error("its addresses of functions are bound, and the names to find them by are missing")]
    BoundWithoutNames,
}

/// A function that is imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Imported {
    Name(String),
    Ordinal(u16),
}

/// A library that is imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    pub name: Vec<u8>,
    /// Where the name is in the file.
    pub name_at: usize,
    pub functions: Vec<Imported>,
    /// Whether it is loaded when it is first needed.
    pub delayed: bool,
    /// Where the time is by which the system knows whether the addresses in the file hold.
    stamp_at: usize,
}

/// More functions than any program imports: a file that leads us around in circles.
const FUNCTION_LIMIT: usize = 1 << 16;

/// The most bytes that a name may have.
const NAME_LIMIT: u64 = 4096;

const BROKEN_IMPORTS: Refusal = Refusal::Broken("its imports lie outside of the file");

pub struct Image<'data> {
    data: &'data [u8],
    sections: SectionTable<'data>,
    directories: DataDirectories<'data>,
    /// Where the optional header is.
    optional_at: usize,
    stored_checksum: u32,
    forced_integrity: bool,
    pub libraries: Vec<Library>,
}

impl<'data> Image<'data> {
    pub fn parse(data: &'data [u8]) -> Result<Self, Refusal> {
        let dos = ImageDosHeader::parse(data).map_err(|_| Refusal::NotPe)?;
        match optional_header_magic(data).map_err(|_| Refusal::NotPe)? {
            IMAGE_NT_OPTIONAL_HDR64_MAGIC => {}
            IMAGE_NT_OPTIONAL_HDR32_MAGIC => return Err(Refusal::Bits32),
            _ => return Err(Refusal::NotPe),
        }
        let file = PeFile64::parse(data)
            .map_err(|_| Refusal::Broken("its headers do not fit together"))?;
        let headers = file.nt_headers();
        let machine = headers.file_header.machine.get(LE);
        if machine != IMAGE_FILE_MACHINE_AMD64 {
            return Err(Refusal::Machine(machine.0));
        }
        let sections = file.section_table();
        for section in sections.iter() {
            let start = u64::from(section.pointer_to_raw_data.get(LE));
            let size = u64::from(section.size_of_raw_data.get(LE));
            if size != 0 && start + size > data.len() as u64 {
                return Err(Refusal::Broken("a section ends behind the file"));
            }
        }
        let optional = &headers.optional_header;
        let headers_at = dos.nt_headers_offset() as usize;
        let mut image = Self {
            data,
            sections,
            directories: file.data_directories(),
            optional_at: headers_at + size_of::<ImageNtHeaders64>()
                - size_of::<ImageOptionalHeader64>(),
            stored_checksum: optional.check_sum.get(LE),
            forced_integrity: optional.dll_characteristics.get(LE).0
                & IMAGE_DLLCHARACTERISTICS_FORCE_INTEGRITY.0
                != 0,
            libraries: Vec::new(),
        };
        image.libraries = image.imported()?;
        let delayed = image.delayed()?;
        image.libraries.extend(delayed);
        Ok(image)
    }

    pub fn forces_integrity(&self) -> bool {
        self.forced_integrity
    }

    /// Where something is in the file that the program has at an address.
    fn place(&self, address: u32) -> Result<u64, Refusal> {
        let within = |section: &ImageSectionHeader| {
            let behind = address.checked_sub(section.virtual_address.get(LE))?;
            let in_file = section.size_of_raw_data.get(LE);
            let size = match section.virtual_size.get(LE) {
                // As the loader does.
                0 => in_file,
                in_memory => in_file.min(in_memory),
            };
            let start = section.pointer_to_raw_data.get(LE);
            (behind < size).then(|| u64::from(start) + u64::from(behind))
        };
        let place = self.sections.iter().find_map(within);
        place.ok_or(BROKEN_IMPORTS)
    }

    fn directory(&self, number: usize) -> Option<(u32, u32)> {
        let entry = self.directories.get(number)?;
        let (address, size) = (entry.virtual_address.get(LE), entry.size.get(LE));
        (address != 0).then_some((address, size))
    }

    fn imported(&self) -> Result<Vec<Library>, Refusal> {
        let Some((address, _)) = self.directory(IMAGE_DIRECTORY_ENTRY_IMPORT) else {
            return Ok(Vec::new());
        };
        let mut libraries = Vec::new();
        let (mut place, mut left) = (self.place(address)?, FUNCTION_LIMIT);
        loop {
            let entry: &ImageImportDescriptor =
                self.data.read_at(place).map_err(|()| BROKEN_IMPORTS)?;
            let (names, addresses) = (
                entry.original_first_thunk.get(LE),
                entry.first_thunk.get(LE),
            );
            if entry.name.get(LE) == 0 || addresses == 0 {
                return Ok(libraries);
            }
            let stamp = entry.time_date_stamp.get(LE);
            if names == 0 && stamp != 0 {
                return Err(Refusal::BoundWithoutNames);
            }
            let thunks = if names == 0 { addresses } else { names };
            libraries.push(self.library(
                entry.name.get(LE),
                thunks,
                false,
                place + 4,
                &mut left,
            )?);
            place += size_of::<ImageImportDescriptor>() as u64;
        }
    }

    fn delayed(&self) -> Result<Vec<Library>, Refusal> {
        let Some((address, _)) = self.directory(IMAGE_DIRECTORY_ENTRY_DELAY_IMPORT) else {
            return Ok(Vec::new());
        };
        let mut libraries = Vec::new();
        let (mut place, mut left) = (self.place(address)?, FUNCTION_LIMIT);
        loop {
            let entry: &ImageDelayloadDescriptor =
                self.data.read_at(place).map_err(|()| BROKEN_IMPORTS)?;
            if entry.dll_name_rva.get(LE) == 0 {
                return Ok(libraries);
            }
            if entry.attributes.get(LE) & 1 == 0 {
                return Err(Refusal::Broken(
                    "its delayed imports have addresses of 32 bits, as in compilers of long ago",
                ));
            }
            let (name, thunks) = (
                entry.dll_name_rva.get(LE),
                entry.import_name_table_rva.get(LE),
            );
            libraries.push(self.library(name, thunks, true, place + 28, &mut left)?);
            place += size_of::<ImageDelayloadDescriptor>() as u64;
        }
    }

    fn library(
        &self,
        name: u32,
        thunks: u32,
        delayed: bool,
        stamp_at: u64,
        left: &mut usize,
    ) -> Result<Library, Refusal> {
        let name_at = self.place(name)?;
        let mut functions = Vec::new();
        let mut place = self.place(thunks)?;
        loop {
            *left = left
                .checked_sub(1)
                .ok_or(Refusal::Broken("its imports have no end"))?;
            let thunk: &ImageThunkData64 = self.data.read_at(place).map_err(|()| BROKEN_IMPORTS)?;
            if thunk.raw() == 0 {
                break;
            }
            functions.push(if thunk.is_ordinal() {
                Imported::Ordinal(thunk.ordinal())
            } else {
                // A hint of two bytes stands before the name.
                let name = self.string(self.place(thunk.address())? + 2)?;
                Imported::Name(String::from_utf8_lossy(name).into_owned())
            });
            place += size_of::<ImageThunkData64>() as u64;
        }
        Ok(Library {
            name: self.string(name_at)?.to_owned(),
            name_at: name_at as usize,
            functions,
            delayed,
            stamp_at: stamp_at as usize,
        })
    }

    fn string(&self, place: u64) -> Result<&'data [u8], Refusal> {
        let end = place.saturating_add(NAME_LIMIT);
        self.data
            .read_bytes_at_until(place..end.min(self.data.len() as u64), 0)
            .map_err(|()| BROKEN_IMPORTS)
    }

    /// The signature, where it is in the file and how long it is.
    fn signature(&self) -> Option<(u32, u32)> {
        self.directory(IMAGE_DIRECTORY_ENTRY_SECURITY)
    }

    fn directory_at(&self, number: usize) -> usize {
        self.optional_at
            + size_of::<ImageOptionalHeader64>()
            + number * size_of::<pe::ImageDataDirectory>()
    }
}

/// What was done to a file beside the names.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Effects {
    pub signature_removed: bool,
    pub unbound: bool,
    pub checksum: Option<u32>,
}

/// The file with other names of the same lengths at some places. Signature and binding would not hold any more, and are
/// removed; the checksum is computed anew if there was one.
pub fn rename(
    image: &Image<'_>,
    names: &[(&Library, Vec<u8>)],
) -> Result<(Vec<u8>, Effects), Refusal> {
    let mut data = image.data.to_vec();
    let mut effects = Effects::default();
    for (library, name) in names {
        put(&mut data, library.name_at, name)?;
    }
    for library in &image.libraries {
        let stamped = data.get(library.stamp_at..library.stamp_at + 4) != Some(&[0; 4]);
        effects.unbound |= stamped;
        put(&mut data, library.stamp_at, &[0; 4])?;
    }
    let bound = IMAGE_DIRECTORY_ENTRY_BOUND_IMPORT;
    if image.directory(bound).is_some() {
        put(&mut data, image.directory_at(bound), &[0; 8])?;
        effects.unbound = true;
    }
    if let Some((start, size)) = image.signature() {
        let (start, end) = (start as usize, start as usize + size as usize);
        if end > data.len() {
            return Err(Refusal::Broken("its signature ends behind the file"));
        }
        put(
            &mut data,
            image.directory_at(IMAGE_DIRECTORY_ENTRY_SECURITY),
            &[0; 8],
        )?;
        if end == data.len() {
            data.truncate(start);
        }
        effects.signature_removed = true;
    }
    if image.stored_checksum != 0 {
        /// Behind 64 bytes of other fields.
        const CHECKSUM: usize = 64;
        let place = image.optional_at + CHECKSUM;
        put(&mut data, place, &[0; 4])?;
        let sum = checksum(&data);
        put(&mut data, place, &sum.to_le_bytes())?;
        effects.checksum = Some(sum);
    }
    Ok((data, effects))
}

fn put(data: &mut [u8], place: usize, bytes: &[u8]) -> Result<(), Refusal> {
    let room = place
        .checked_add(bytes.len())
        .and_then(|end| data.get_mut(place..end))
        .ok_or(BROKEN_IMPORTS)?;
    room.copy_from_slice(bytes);
    Ok(())
}

/// The sum of all 16-bit words, with what is carried out of them added again, and the length of the file. The field of the
/// checksum itself counts as 0.
pub fn checksum(data: &[u8]) -> u32 {
    let words = data.chunks(2).map(|word| match *word {
        [low, high] => u32::from(u16::from_le_bytes([low, high])),
        [low] => low.into(),
        _ => 0,
    });
    let sum = words.fold(0u32, |sum, word| {
        let sum = sum + word;
        (sum & 0xFFFF) + (sum >> 16)
    });
    sum.wrapping_add(data.len() as u32)
}
